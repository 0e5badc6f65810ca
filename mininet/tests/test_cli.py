import unittest
from types import SimpleNamespace

from tests.mininet_installed import INSTALLED, requires_mininet

if INSTALLED:
    from slackline_mininet.cli import SlacklineCLI, commands, subcommands


@requires_mininet
class CompletionTest(unittest.TestCase):
    def setUp(self):
        self.cli = SlacklineCLI.__new__(SlacklineCLI)
        self.cli.mn = SimpleNamespace(
            edge_nodes=lambda: [SimpleNamespace(name="n1"), SimpleNamespace(name="cloud1")],
            slackline_json=lambda *_: [{"spec": {"name": "hello"}}],
        )

    def completed(self, line):
        begin = line.rfind(" ") + 1
        return self.cli.complete_slackline(line[begin:], line, begin, len(line))

    def test_commands_are_those_of_the_launchers_help(self):
        self.assertIn("migrate", commands())
        self.assertEqual(["list", "get", "drain", "undrain"], subcommands("node"))
        self.assertEqual([], subcommands("migrate"))

    def test_completes_commands_and_names(self):
        self.assertEqual(["migrate ", "migration "], self.completed("slackline mi"))
        self.assertEqual(["drain"], self.completed("slackline node dr"))
        self.assertEqual(["hello"], self.completed("slackline migrate he"))
        self.assertEqual(["n1"], self.completed("slackline migrate hello --to n"))
        self.assertEqual(["cloud1"], self.completed("slackline node drain c"))
