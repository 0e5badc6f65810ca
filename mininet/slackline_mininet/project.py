"""Where the project lies, and how its parts are started by its launcher."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "slackline"
PYTHON = "/usr/bin/python3"  # Debian's mininet is installed for this one alone

# All parts of a network share this machine: the serial collector, the fast compiler alone and a small heap for each.
JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx128m")


class MissingFromEnvironment(Exception):
    """The machine lacks something; the message says what and how to get it."""


def environment():
    """The environment of a part: it is built already, and its temporary files go where ours go."""
    java = [*JAVA_OPTIONS, f"-Djava.io.tmpdir={tempfile.gettempdir()}", os.environ.get("SLACKLINE_JAVA_OPTS", "")]
    return {**os.environ, "SLACKLINE_NO_BUILD": "1", "SLACKLINE_JAVA_OPTS": " ".join(java).strip()}
