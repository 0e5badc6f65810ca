import tempfile
import unittest

from tests.mininet_installed import requires_mininet


@requires_mininet
class SwitchClassesTest(unittest.TestCase):
    """What p4lang's tutorials pass arrives in the command line; the classes' nodes are stood for, so that no root is needed."""

    def setUp(self):
        from slackline_mininet import switches

        self.switches = switches

    def without_shell(self, cls):
        class WithoutShell(cls):
            def startShell(self, mnopts=None):
                pass

            def data_interfaces(self):
                return ((1, f"{self.name}-eth1"), (2, f"{self.name}-eth2"))

        return WithoutShell

    def embedded(self, name="s1", **arguments):
        return self.without_shell(self.switches.SlacklineSwitch)(name, inNamespace=True, **arguments)

    def test_numbers_follow_from_the_name(self):
        switch = self.embedded("s3")
        self.assertEqual((3, 9561, 9092), (switch.device_id, switch.grpc_port, switch.thrift_port))

    def test_arguments_of_the_tutorials_are_taken(self):
        with tempfile.NamedTemporaryFile(suffix=".json") as program:
            switch = self.embedded(
                sw_path="simple_switch_grpc",
                json_path=program.name,
                grpc_port=50051,
                thrift_port=9090,
                pcap_dump="pcaps",
                log_console=True,
                verbose=True,
                device_id=4,
                enable_debugger=False,
                cpu_port=510,
            )
            line = " ".join(switch.command_line())
            self.assertRegex(line, "/slackline switch -i 1@s1-eth1 -i 2@s1-eth2 --pcap=pcaps --device-id 4 --log-console ")
            self.assertTrue(line.endswith(f" {program.name} --grpc-server-addr 127.0.0.1:50051 --cpu-port 510"), line)

    def test_numbers_may_be_strings_as_in_topology_files(self):
        line = " ".join(self.embedded(device_id="4", grpc_port="50051", thrift_port="9090", cpu_port="510").command_line())
        self.assertTrue(line.endswith("--device-id 4 --no-p4 --grpc-server-addr 127.0.0.1:50051 --cpu-port 510"), line)

    def test_bmv2_runs_the_program_that_it_is_given(self):
        switch = self.without_shell(self.switches.Bmv2Switch)("s1", sw_path="/bin/true", inNamespace=True)
        line = " ".join(switch.command_line())
        self.assertEqual(
            "/bin/true -i 1@s1-eth1 -i 2@s1-eth2 --device-id 1 --thrift-port 9090 --no-p4"
            " -- --grpc-server-addr 127.0.0.1:9559",
            line,
        )

    def test_a_missing_program_says_how_to_get_it(self):
        from slackline_mininet.project import MissingFromEnvironment

        with self.assertRaisesRegex(MissingFromEnvironment, "/no/bmv2 was not found.*behavioral-model"):
            self.switches.Bmv2Switch("s1", sw_path="/no/bmv2")

    def test_a_missing_json_is_refused(self):
        with self.assertRaisesRegex(ValueError, "switch s1: json_path /no.json is not a file"):
            self.embedded(json_path="/no.json")
