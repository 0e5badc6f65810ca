"""Which processes Ctrl-C reaches: those of the terminal's foreground process group. See tcsetpgrp(3), credentials(7)."""

import os
import signal
import subprocess
import sys


def take():
    """Makes the process group of this process the terminal's foreground."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # sent to who does this from the background
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())


def lend(command):
    """Runs a command that may take the terminal, and takes it back when it has ended; the exit code. The command dies with this process."""
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command])
    signal.signal(signal.SIGINT, lambda *_: None)  # the command's affair; but not ignored, which it would inherit
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        take()
