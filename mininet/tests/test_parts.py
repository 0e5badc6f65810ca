import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from slackline_mininet import parts
from slackline_mininet.parts import Part, PartFailed


class ThisMachine:
    """Stands for a Mininet node: starts processes in the namespace of the test."""

    @staticmethod
    def popen(command, **options):
        return subprocess.Popen(command, **options)


class PartTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.log = Path(directory.name) / "part.log"

    def python(self, program):
        part = Part("server", ThisMachine, [sys.executable, "-I", "-S", "-c", program], self.log, dict(os.environ))
        self.addCleanup(part.stop)
        return part

    def test_is_ready_when_its_port_listens_and_ends_by_its_id(self):
        part = self.python(
            "import socket, time; s = socket.create_server(('127.0.0.1', 0));"
            "print(s.getsockname()[1], flush=True); time.sleep(60)"
        )
        part.await_true(lambda: self.log.read_text(encoding="ascii").endswith("\n"), "name its port")
        part.await_listening(int(self.log.read_text(encoding="ascii")))
        part.stop()
        self.assertEqual(-15, part.process.returncode)
        part.stop()

    def test_a_process_that_ends_is_told_with_its_last_words(self):
        part = self.python("import sys; print('no such interface'); sys.exit(3)")
        with self.assertRaisesRegex(PartFailed, "server ended with exit code 3\n  no such interface$"):
            part.await_listening(1)

    def test_a_port_that_stays_closed_is_told(self):
        part = self.python("import time; time.sleep(60)")
        with self.assertRaisesRegex(PartFailed, "server did not listen on port 1 within 0 s; it said nothing"):
            part.await_listening(1, seconds=0)

    def test_a_bound_port_does_not_listen_yet(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            port = server.getsockname()[1]
            self.assertFalse(parts.listens(os.getpid(), port))
            server.listen()
            self.assertTrue(parts.listens(os.getpid(), port))
