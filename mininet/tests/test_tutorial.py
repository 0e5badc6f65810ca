"""Networks from topology and runtime files in the format of p4lang's tutorials."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from slackline_mininet import project
from tests.mininet_installed import requires_mininet
from tests.running import run_to_end

POD = project.ROOT / "mininet" / "tests" / "tutorial" / "pod" / "topology.json"


def topology_of(content):
    """A TutorialTopology of this content."""
    from slackline_mininet.tutorial import TutorialTopology

    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "topology.json")
        file.write_text(json.dumps(content), encoding="utf-8")
        return TutorialTopology(file)


@requires_mininet
class TopologyFileTest(unittest.TestCase):
    def test_paths_begin_in_the_folder_of_the_exercise(self):
        from slackline_mininet.tutorial import TutorialTopology

        self.assertEqual(POD.parents[1], TutorialTopology(POD).directory)

    def test_links_are_hosts_and_ports_of_switches(self):
        links = [["s1-p2", "h1"], ["s1-p3", "s2-p1", "0", 100], ["s1-p4", "s2-p4", 5], ["s1-p5", "s2-p5", "0ms", 0.5]]
        found = topology_of({"hosts": {"h1": {}}, "switches": {"s1": {}, "s2": {}}, "links": links}).links
        self.assertEqual((("h1", None), ("s1", 2), None, None), found[0])
        self.assertEqual((("s1", 3), ("s2", 1), None, 100.0), found[1])
        self.assertEqual("5ms", found[2][2])
        self.assertEqual((None, 0.5), found[3][2:])

    def test_what_is_wrong_is_named_with_what_is_valid(self):
        for content, said in (
            ({"hosts": {}, "switches": {}}, 'expected an object with "hosts", "switches" and "links"'),
            ({"hosts": {"h1": {"ipv4": "10.0.0.1"}}, "switches": {}, "links": []}, r'host h1: unknown key "ipv4"; valid are'),
            ({"hosts": {"h1": {}}, "switches": {"s1": {}}, "links": [["h1", "s1-eth1"]]}, 'link end "s1-eth1": expected a host'),
            ({"hosts": {}, "switches": {"s1": {"runtime_json": "no.json"}}, "links": []}, "no folder above it holds all of"),
        ):
            with self.subTest(said), self.assertRaisesRegex(ValueError, said):
                topology_of(content)


@requires_mininet
class TutorialNetworkTest(unittest.TestCase):
    def test_its_hosts_reach_each_other_on_the_embedded_switch(self):
        self.assertEqual({"sent": 6, "received": 6}, run_to_end(self, "--topology", str(POD))["pings"])

    def test_its_hosts_reach_each_other_on_bmv2(self):
        if shutil.which("simple_switch_grpc") is None:
            self.skipTest("[bmv2] simple_switch_grpc is not on the PATH")
        self.assertEqual({"sent": 6, "received": 6}, run_to_end(self, "--topology", str(POD), "--switch", "bmv2")["pings"])
