import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import run


class ArgumentsTest(unittest.TestCase):
    def test_defaults_to_the_migration_on_the_embedded_switch(self):
        given = run.arguments([])
        self.assertEqual(("single", 2, 1, "embedded", "steer"), (*self.shape(given), given.switch, given.test))

    def test_the_command_line_alone_needs_no_test(self):
        self.assertIsNone(run.arguments(["--cli", "--nodes", "1"]).test)

    def test_wrong_usage_says_what_is_valid(self):
        for line, said in (
            (["--nodes", "1"], "needs --nodes 2 or more"),
            (["--nodes", "0", "--test", "ping"], "expected 1 to 80"),
            (["--switch", "ovs"], "'embedded', 'bmv2'"),
            (["--pcap"], "--pcap needs --out DIR"),
            (["--topology", "ring"], "expected single, or a file"),
            (["--topology", "t.json", "--test", "steer"], "does not have"),
            (["--json", "p.json"], "belong to --topology FILE"),
        ):
            with self.subTest(line):
                self.assertIn(said, self.refused(line))

    def test_what_an_earlier_run_left_is_not_mixed_with_the_next(self):
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "s1.log").touch()
            self.assertIn("expected an empty or a new directory", self.refused(["--out", directory]))

    def refused(self, line):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit) as end:
            run.arguments(line)
        self.assertEqual(2, end.exception.code)
        return errors.getvalue()

    @staticmethod
    def shape(given):
        return given.topology, given.nodes, given.clients
