import json
import tempfile
import unittest
from pathlib import Path

from slackline_mininet import configs


class ConfigsTest(unittest.TestCase):
    def test_controller_sees_the_switches_as_planned(self):
        switch = {"name": "s1", "address": "10.98.0.2:9559", "ports": [1, 2]}
        plan = {"reportInterval": "10ms", "staleness": "30ms", "switches": [{"name": "sw", "config": switch}]}
        self.assertEqual(
            {
                "listen": ["127.0.0.1:9700"],
                "stateDir": "/run/state",
                "reportInterval": "10ms",
                "staleness": "30ms",
                "switches": [switch],
            },
            configs.controller(["127.0.0.1:9700"], Path("/run/state"), plan),
        )

    def test_agent_keeps_its_files_below_its_directory(self):
        self.assertEqual(
            {
                "name": "n1",
                "controller": "10.98.0.1:9700",
                "tier": "edge",
                "zone": "default",
                "dataInterface": "n1-eth0",
                "peerListen": "10.98.0.11:9701",
                "stateDir": "/run/agent-n1/state",
                "budgetMillicores": 600,
                "slack": {"source": "processes", "nfPidDirectory": "/run/agent-n1/nf"},
            },
            configs.agent(
                *("n1", "10.98.0.1:9700", "n1-eth0", "10.98.0.11:9701", "/run/agent-n1"),
                budget_millicores=600,
                tier="edge",
                zone="default",
            ),
        )

    def test_files_are_json(self):
        with tempfile.TemporaryDirectory() as directory:
            path = configs.write(Path(directory) / "agent.yaml", {"name": "n1"})
            self.assertEqual({"name": "n1"}, json.loads(path.read_text(encoding="utf-8")))
