"""Mininet's command line with Slackline's commands in it."""

import os
import shlex
import signal
import subprocess
import sys

from mininet.cli import CLI

from slackline_mininet import project, terminal


class SlacklineCLI(CLI):
    prompt = "slackline> "

    def do_slackline(self, line):
        """Runs ./slackline: "slackline node list", "slackline migrate hello --to n2 --wait"."""
        subprocess.run([str(project.LAUNCHER), *shlex.split(line)], env=project.environment(), check=False)


def converse(net):
    """Returns at "exit". Ctrl-C interrupts the command that runs in it.

    Elsewhere Ctrl-C reaches all processes before the terminal, the launcher's sandbox among them, which then ends: so this process
    becomes the terminal's only one, and the one that started the sandbox takes the terminal back when it has ended.
    """
    if sys.stdin.isatty():
        os.setpgid(0, 0)
        terminal.take()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    SlacklineCLI(net)

