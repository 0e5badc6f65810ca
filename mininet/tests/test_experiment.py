"""An experiment in Mininet, for real. Some twenty seconds each."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.mininet_installed import requires_mininet
from tests.running import LIMIT_SECONDS, start

EXPERIMENT = "smoke"
NODE_DIES = Path(__file__).with_name("node-dies.yaml")


@requires_mininet
class ExperimentTest(unittest.TestCase):
    def run_experiment(self, *arguments, experiment=EXPERIMENT):
        """The result, as it stands in run.json; the experiment's judgements are met."""
        with tempfile.TemporaryDirectory() as parent:
            directory = Path(parent, "out")
            process = start("--experiment", str(experiment), "--repetitions", "1", "--out", str(directory), *arguments)
            self.addCleanup(process.kill)
            output, errors = process.communicate(timeout=LIMIT_SECONDS)
            if process.returncode == 3:
                self.skipTest(errors.strip())
            self.assertEqual(0, process.returncode, errors + output)
            return json.loads((directory / "run.json").read_text(encoding="utf-8"))

    def assert_lossless(self, result, switch):
        self.assertEqual(("mininet", switch), (result["testbed"], result["switch"]))
        for variant in result["variants"]:
            for repetition in variant["repetitions"]:
                requests = repetition["requests"]
                self.assertGreater(requests["sent"], 300)
                self.assertEqual((requests["sent"], 0, 0), (requests["ok"], requests["failed"], requests["duplicated"]))

    def test_a_migration_under_load_loses_nothing(self):
        self.assert_lossless(self.run_experiment(), "embedded")

    def test_a_migration_under_load_loses_nothing_on_bmv2(self):
        if shutil.which("simple_switch_grpc") is None:
            self.skipTest("[bmv2] simple_switch_grpc is not on the PATH")
        self.assert_lossless(self.run_experiment("--switch", "bmv2"), "bmv2")

    def test_a_node_that_dies_comes_back_and_takes_nothing_of_mininets_with_it(self):
        result = self.run_experiment(experiment=NODE_DIES)
        requests = result["variants"][0]["repetitions"][0]["requests"]
        self.assertGreater(requests["ok"], 1000)

    def test_hosts_that_the_network_lacks_are_named(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("nodes: [{name: other}]")
            file.flush()
            process = start("--experiment", EXPERIMENT, "--topology", file.name)
            self.addCleanup(process.kill)
            _, errors = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(1, process.returncode, errors)
        self.assertIn("the network has no hosts [n1, n2]", errors)
