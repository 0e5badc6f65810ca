"""Mininet's command line with Slackline's commands in it."""

import os
import re
import shlex
import signal
import subprocess
import sys

from mininet.cli import CLI

from slackline_mininet import project, terminal

HELP = project.ROOT / "controller" / "cli" / "launcher" / "help.txt"
OPERATING = "Operate"


class SlacklineCLI(CLI):
    prompt = "slackline> "
    helpStr = CLI.helpStr + (
        "\nSlackline's commands work as in a shell, on this network:\n"
        "  slackline> slackline node list\n"
        "  slackline> slackline migrate hello --to n2 --wait\n"
        '"help slackline" lists them, the tabulator completes them and the names of nodes and functions.\n\n'
    )

    def do_slackline(self, line):
        """Runs ./slackline: "slackline node list", "slackline migrate hello --to n2 --wait"."""
        try:
            arguments = shlex.split(line)
        except ValueError as e:
            print(f"slackline: {e}")
            return
        subprocess.run([str(project.LAUNCHER), *arguments], env=project.environment(), check=False)

    def help_slackline(self):
        print("\n".join(f"slackline {command:<14} {text}" for command, text in commands().items()))
        print('"slackline COMMAND --help" says more.')

    def complete_slackline(self, text, line, begin, end):
        """Commands, subcommands, options, and names of this network."""
        before = line[:begin].split()[1:]
        return [word for word in self.candidates(before, text) if word.startswith(text)]

    def candidates(self, before, text):
        if not before:
            return [f"{command} " for command in commands()]
        if text.startswith("-"):
            return options(tuple(word for word in before[:2] if not word.startswith("-")))
        if before[-1] in ("--node", "--to", "--from") or before[0] == "node" and len(before) == 2:
            return [node.name for node in self.mn.edge_nodes()]
        following = subcommands(before[0])
        if len(before) == 1 and following:
            return following
        return self.functions() if len(before) <= 2 else []

    def functions(self):
        try:
            return [function["spec"]["name"] for function in self.mn.slackline_json("function", "list")]
        except (project.CommandFailed, KeyError):
            return []  # the controller is away: nothing to complete with


def commands():
    """The operators' commands with what the launcher's help says of each."""
    section = HELP.read_text(encoding="utf-8").split(f"\n{OPERATING}\n")[1].split("\n\n")[0]
    return dict(re.findall(r"^  (\S+) +(.*)$", section, re.MULTILINE))


def subcommands(command):
    """Such as list and get of node: the help names those of a command before anything else."""
    words = commands().get(command, "").partition(":")[0].split(", ")
    return words if len(words) > 1 and all(re.fullmatch("[a-z]+", word) for word in words) else []


def options(command):
    """The long options that a command's help shows."""
    try:
        return sorted(set(re.findall(r"--[a-z][a-z-]*", project.run(*command, "--help"))))
    except project.CommandFailed:
        return []


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
