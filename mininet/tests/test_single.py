"""The single topology for real: run.py as a user runs it, in namespaces of its own. About fifteen seconds each."""

import os
import shutil
import signal
import tempfile
import time
import unittest
from pathlib import Path

from tests.mininet_installed import requires_mininet
from tests.running import LIMIT_SECONDS, run_to_end, start


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
    def assert_lossless(self, result, switch):
        self.assertEqual(switch, result["switch"])
        requests = result["requests"]
        self.assertGreater(requests["sent"], 300)
        self.assertEqual({"sent": requests["sent"], "ok": requests["sent"], "failed": 0, "duplicated": 0}, requests)
        self.assertEqual({"n1", "n2"}, set(result["answers_by_node"]))
        self.assertEqual(["DONE"], [migration["result"] for migration in result["migrations"]])

    def test_migrates_without_loss_on_the_embedded_switch(self):
        self.assert_lossless(run_to_end(self, "--topology", "single", "--nodes", "2"), "embedded")

    def test_migrates_without_loss_on_bmv2(self):
        if shutil.which("simple_switch_grpc") is None:
            self.skipTest("[bmv2] simple_switch_grpc is not on the PATH")
        self.assert_lossless(run_to_end(self, "--switch", "bmv2"), "bmv2")

    def test_hosts_reach_each_other(self):
        result = run_to_end(self, "--test", "ping", "--clients", "2")
        self.assertEqual({"sent": 12, "received": 12}, result["pings"])

    def test_a_wrong_topology_file_is_told(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("nodes: [{name: n1, teir: cloud}]")
            file.flush()
            process = start("--topology", file.name)
            self.addCleanup(process.kill)
            _, errors = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(2, process.returncode, errors)
        self.assertIn('did you mean "tier"', errors.replace("'", '"'))

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
