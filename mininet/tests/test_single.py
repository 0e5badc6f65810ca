"""The single topology for real: run.py as a user runs it, in namespaces of its own. About fifteen seconds each."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from slackline_mininet import project
from tests.mininet_installed import requires_mininet

RUN = project.ROOT / "mininet" / "run.py"
LIMIT_SECONDS = 240


def start(*arguments):
    """run.py with SIGINT as a terminal's programs have it; the launcher of a test run may have had it ignored."""
    return subprocess.Popen(
        [project.PYTHON, str(RUN), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def processes_with(text):
    """Ids of the processes whose command line holds the text."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in entry.read_bytes():
                found.add(int(entry.parent.name))
        except OSError:
            continue  # it ended meanwhile
    return found


@requires_mininet
class SingleTopologyTest(unittest.TestCase):
    def run_to_end(self, *arguments):
        process = start(*arguments)
        self.addCleanup(process.kill)
        output, errors = process.communicate(timeout=LIMIT_SECONDS)
        if process.returncode == 3:
            self.skipTest(errors.strip())
        self.assertEqual(0, process.returncode, errors + output)
        return json.loads(output)

    def assert_lossless(self, result, switch):
        self.assertEqual(switch, result["switch"])
        requests = result["requests"]
        self.assertGreater(requests["sent"], 300)
        self.assertEqual({"sent": requests["sent"], "ok": requests["sent"], "failed": 0, "duplicated": 0}, requests)
        self.assertEqual({"n1", "n2"}, set(result["answers_by_node"]))
        self.assertEqual(["DONE"], [migration["result"] for migration in result["migrations"]])

    def test_migrates_without_loss_on_the_embedded_switch(self):
        self.assert_lossless(self.run_to_end("--topology", "single", "--nodes", "2"), "embedded")

    def test_migrates_without_loss_on_bmv2(self):
        if shutil.which("simple_switch_grpc") is None:
            self.skipTest("[bmv2] simple_switch_grpc is not on the PATH")
        self.assert_lossless(self.run_to_end("--switch", "bmv2"), "bmv2")

    def test_hosts_reach_each_other(self):
        result = self.run_to_end("--test", "ping", "--clients", "2")
        self.assertEqual({"sent": 12, "received": 12}, result["pings"])

    def test_an_interrupted_run_leaves_nothing(self):
        with tempfile.TemporaryDirectory() as parent:
            directory = os.path.join(parent, "out")
            process = start("--out", directory)
            self.addCleanup(process.kill)
            self.await_agent(process, directory)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=LIMIT_SECONDS)
            self.assertEqual(130, process.returncode, errors)
            self.assertEqual(set(), processes_with(directory))

    def await_agent(self, process, directory):
        end = time.monotonic() + LIMIT_SECONDS
        while not processes_with(os.path.join(directory, "agent-n1", "agent.yaml")):
            if process.poll() == 3:
                self.skipTest(process.stderr.read().strip())
            self.assertIsNone(process.poll(), "ended before its agents started")
            self.assertLess(time.monotonic(), end, "no agent was started")
            time.sleep(0.1)
