import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import run
from slackline_mininet import project


class ArgumentsTest(unittest.TestCase):
    def test_defaults_to_the_migration_on_the_embedded_switch(self):
        given = run.arguments([])
        self.assertEqual(("single", "embedded", "steer"), (given.topology, given.switch, given.test))

    def test_the_command_line_alone_needs_no_test(self):
        self.assertIsNone(run.arguments(["--cli", "--nodes", "1"]).test)

    def test_an_experiment_brings_its_own_topology(self):
        given = run.arguments(["--experiment", "smoke", "--repetitions", "2", "--out", "/nowhere"])
        self.assertEqual((None, None), (given.topology, given.test))
        self.assertEqual(["--repetitions", "2", "--out", "/nowhere"], run.runner_options(given))

    def test_wrong_usage_says_what_is_valid(self):
        for line, said in (
            (["--nodes", "1"], "needs --nodes 2 or more"),
            (["--nodes", "0", "--test", "ping"], "expected 1 to 63"),
            (["--switch", "ovs"], "'embedded', 'bmv2'"),
            (["--pcap"], "--pcap needs --out DIR"),
            (["--topology", "ring"], "expected single, sites, fat-tree, or a file"),
            (["--topology", "none.yaml"], "no such file"),
            (["--topology", __file__ + ".json", "--test", "steer"], "no such file"),
            (["--json", "p.json"], "belong to a tutorial's topology"),
            (["--experiment", "none.yaml"], "no such file"),
            (["--experiment", "smoke", "--test", "ping"], "goes without --test"),
            (["--experiment", "smoke", "--nodes", "3"], "belong to --topology"),
            (["--repetitions", "2"], "belong to --experiment"),
        ):
            with self.subTest(line):
                self.assertIn(said, self.refused(line))

    def test_a_tutorial_has_no_edge_nodes(self):
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            self.assertIn("does not have", self.refused(["--topology", file.name, "--test", "steer"]))
            self.assertEqual("ping", run.arguments(["--topology", file.name]).test)

    def test_what_an_earlier_run_left_is_not_mixed_with_the_next(self):
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "s1.log").touch()
            self.assertIn("expected an empty or a new directory", self.refused(["--out", directory]))

    def test_what_a_command_of_the_project_refuses_keeps_its_exit_code(self):
        with self.assertRaises(project.CommandFailed) as failed:
            project.run("no-such-command")
        self.assertEqual(2, failed.exception.exit_code)

    def refused(self, line):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit) as end:
            run.arguments(line)
        self.assertEqual(2, end.exception.code)
        return errors.getvalue()
