"""A long-running process of a network: started in the namespace of a Mininet node, watched, ended by its process id."""

import subprocess
import time

START_SECONDS = 60
STOP_SECONDS = 10
LISTENING = "0A"  # TCP_LISTEN in /proc/net/tcp, see proc(5)
TAIL_LINES = 15


class PartFailed(Exception):
    """A process ended, or did not become ready; the message ends with the last lines of its log."""


class Part:
    """One process; what it says goes to the file `log`, which is begun anew."""

    def __init__(self, name, node, command, log, environment):
        self.name = name
        self.log = log
        self.command = command
        with open(log, "wb") as out:
            self.process = node.popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment
            )

    def await_listening(self, port, seconds=START_SECONDS):
        """Returns when the process, or one beside it in its network namespace, listens on the TCP port."""
        self.await_true(lambda: listens(self.process.pid, port), f"listen on port {port}", seconds)

    def await_true(self, condition, what, seconds=START_SECONDS):
        end = time.monotonic() + seconds
        while not condition():
            self.check()
            if time.monotonic() > end:
                raise PartFailed(f"{self.name} did not {what} within {seconds} s{self._last_words()}")
            time.sleep(0.05)

    def check(self):
        """Raises when the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise PartFailed(f"{self.name} ended with exit code {code}{self._last_words()}")

    def stop(self):
        """Asks it to end, by SIGTERM to its process id, and makes it end when it does not within ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            lines = log.read().splitlines()[-TAIL_LINES:]
        return "".join(f"\n  {line}" for line in lines) or "; it said nothing"


def listens(pid, port):
    """Whether anything in the network namespace of the process listens on the TCP port; nothing is sent to it."""
    return any(_has_listener(f"/proc/{pid}/net/{table}", port) for table in ("tcp", "tcp6"))


def _has_listener(table, port):
    try:
        with open(table, encoding="ascii") as lines:
            next(lines)
            fields = (line.split() for line in lines)
            return any(row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port for row in fields)
    except (FileNotFoundError, ProcessLookupError):
        return False
