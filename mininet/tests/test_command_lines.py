import unittest

from slackline_mininet import command_lines
from slackline_mininet.command_lines import SwitchArguments

PORTS = ((1, "s1-eth1"), (2, "s1-eth2"))
LEAST = SwitchArguments(PORTS, device_id=1, grpc_port=9559, thrift_port=9090)
ALL = SwitchArguments(
    PORTS,
    device_id=7,
    grpc_port=50051,
    thrift_port=9091,
    json_path="build/basic.json",
    cpu_port=255,
    pcap_dump="pcaps",
    log_console=True,
    enable_debugger=True,
    priority_queues=8,
)


class CommandLinesTest(unittest.TestCase):
    def test_embedded_waits_for_a_pipeline_by_default(self):
        self.assertEqual(
            "/p/slackline switch -i 1@s1-eth1 -i 2@s1-eth2 --device-id 1 --no-p4 --grpc-server-addr 127.0.0.1:9559",
            " ".join(command_lines.embedded("/p/slackline", LEAST)),
        )

    def test_embedded_leaves_out_what_only_bmv2_has(self):
        self.assertEqual(
            "/p/slackline switch -i 1@s1-eth1 -i 2@s1-eth2 --pcap=pcaps --device-id 7 --log-console build/basic.json"
            " --grpc-server-addr 127.0.0.1:50051 --cpu-port 255",
            " ".join(command_lines.embedded("/p/slackline", ALL)),
        )

    def test_bmv2_takes_the_flags_of_its_grpc_server_behind_two_dashes(self):
        self.assertEqual(
            "simple_switch_grpc -i 1@s1-eth1 -i 2@s1-eth2 --device-id 1 --thrift-port 9090 --no-p4"
            " -- --grpc-server-addr 127.0.0.1:9559",
            " ".join(command_lines.bmv2("simple_switch_grpc", LEAST)),
        )

    def test_bmv2_takes_everything(self):
        self.assertEqual(
            "bmv2 -i 1@s1-eth1 -i 2@s1-eth2 --pcap=pcaps --device-id 7 --thrift-port 9091 --log-console"
            " --notifications-addr ipc:///run/n.ipc --debugger build/basic.json"
            " -- --grpc-server-addr 127.0.0.1:50051 --cpu-port 255 --priority-queues 8",
            " ".join(command_lines.bmv2("bmv2", ALL, "/run/n.ipc")),
        )

    def test_true_records_packets_into_the_present_directory(self):
        arguments = SwitchArguments(PORTS, device_id=1, grpc_port=9559, thrift_port=9090, pcap_dump=True)
        self.assertIn("--pcap=.", command_lines.embedded("slackline", arguments))

    def test_impossible_numbers_are_refused_by_name(self):
        for name, value, valid in (
            ("device_id", 0, "1 or more"),
            ("cpu_port", 511, "1 to 510"),
            ("cpu_port", 0, "1 to 510"),
            ("grpc_port", 65536, "1 to 65535"),
            ("thrift_port", 0, "1 to 65535"),
        ):
            arguments = {"device_id": 1, "grpc_port": 9559, "thrift_port": 9090, name: value}
            with self.subTest(name), self.assertRaisesRegex(ValueError, f"{name} {value}: expected {valid}"):
                SwitchArguments(PORTS, **arguments)
