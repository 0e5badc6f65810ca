"""Where the project lies, and how its parts are started by its launcher."""

import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "slackline"
PYTHON = "/usr/bin/python3"  # Debian's mininet is installed for this one alone

# All parts of a network share this machine: the serial collector, whatever the launcher chooses, the fast compiler alone and a small heap for each.
JAVA_OPTIONS = ("-XX:-UseG1GC", "-XX:+UseSerialGC", "-XX:-UseTransparentHugePages", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx128m")


class MissingFromEnvironment(Exception):
    """The machine lacks something; the message says what and how to get it."""


class CommandFailed(Exception):
    """The message holds the command, its exit code and what it said."""

    def __init__(self, message, exit_code):
        super().__init__(message)
        self.exit_code = exit_code


def environment():
    """The environment of a part: it is built already, and its temporary files go where ours go."""
    java = [*JAVA_OPTIONS, f"-Djava.io.tmpdir={tempfile.gettempdir()}", os.environ.get("SLACKLINE_JAVA_OPTS", "")]
    return {**os.environ, "SLACKLINE_NO_BUILD": "1", "SLACKLINE_JAVA_OPTS": " ".join(java).strip()}


def run(*arguments):
    """Standard output of `./slackline ARGUMENTS`; CommandFailed with what it said when its exit code is not 0."""
    done = subprocess.run(
        [str(LAUNCHER), *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CommandFailed(f"slackline {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr.strip()}", done.returncode)
    return done.stdout
