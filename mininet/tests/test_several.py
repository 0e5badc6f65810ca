"""Several switches for real: tunnels and routes written by the controller. About half a minute each."""

import shutil
import unittest

from tests.mininet_installed import requires_mininet
from tests.running import run_to_end


@requires_mininet
class SeveralSwitchesTest(unittest.TestCase):
    def assert_migrates(self, first, last, *arguments):
        result = run_to_end(self, *arguments)
        requests = result["requests"]
        self.assertGreater(requests["sent"], 300)
        self.assertEqual({"sent": requests["sent"], "ok": requests["sent"], "failed": 0, "duplicated": 0}, requests)
        self.assertEqual({first, last}, set(result["answers_by_node"]))

    def test_a_function_moves_to_the_cloud_through_a_tunnel(self):
        self.assert_migrates("n1", "cloud1", "--topology", "sites")

    def test_a_function_moves_to_the_cloud_through_a_tunnel_of_bmv2(self):
        if shutil.which("simple_switch_grpc") is None:
            self.skipTest("[bmv2] simple_switch_grpc is not on the PATH")
        self.assert_migrates("n1", "cloud1", "--topology", "sites", "--switch", "bmv2")

    def test_a_loop_of_links_does_no_harm(self):
        result = run_to_end(self, "--topology", "fat-tree", "--test", "ping")
        self.assertEqual({"sent": 12, "received": 12}, result["pings"])
