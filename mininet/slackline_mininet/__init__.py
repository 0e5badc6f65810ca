"""Slackline in Mininet: its switches as Switch classes, its nodes and clients as Host classes, and networks made of them.

`switches`, `hosts`, `network`, `topologies` and `cli` need Debian's mininet package; `command_lines`, `configs`, `offloads`, `parts`
and `load` need the standard library alone.
"""
