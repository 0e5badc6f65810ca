"""P4 switches for Mininet, with the constructor arguments that callers of p4lang's tutorials pass.

    net.addSwitch("s1", cls=SlacklineSwitch, cpu_port=255)
    net.addSwitch("s1", cls=Bmv2Switch, sw_path="simple_switch_grpc", log_console=True)

Ports are Mininet's: interface s1-eth3 is port 3. P4Runtime is served on the loopback of the switch's namespace, unless told otherwise.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mininet.log import info, warn
from mininet.node import Switch

from slackline_mininet import command_lines, offloads, project
from slackline_mininet.command_lines import SwitchArguments
from slackline_mininet.parts import Part

FIRST_GRPC_PORT = 9559
FIRST_THRIFT_PORT = 9090
MANAGEMENT_INTERFACE = "mgmt0"
CONTROL_INTERFACES = ("lo", MANAGEMENT_INTERFACE)
BMV2_PROGRAMS = ("simple_switch", "simple_switch_grpc")


class P4Switch(Switch):
    """What both switches share: `start` returns when P4Runtime is served, `stop` ends the process by its id.

    Numbers may be strings, as they are in topology files.

    sw_path: the program; see the subclasses
    json_path: compiled program to run from the start; without it a controller sets one
    device_id: default: the number in the switch's name
    grpc_host: where P4Runtime is served; grpc_port, thrift_port: default: 9558 and 9089 + device_id
    cpu_port: 1 to 510; without it there are no packets in or out
    pcap_dump: True or a directory: record the packets of every port
    log_file: default: NAME.log in the run's directory (SLACKLINE_RUN_DIR, or the directory for temporary files)
    verbose: print the command line
    """

    def __init__(
        self,
        name,
        sw_path=None,
        json_path=None,
        grpc_port=None,
        thrift_port=None,
        pcap_dump=False,
        log_console=False,
        verbose=False,
        device_id=None,
        enable_debugger=False,
        log_file=None,
        cpu_port=None,
        priority_queues=None,
        grpc_host="127.0.0.1",
        **params,
    ):
        self.sw_path = self.find_program(sw_path)
        if json_path is not None and not os.path.isfile(json_path):
            raise ValueError(f"switch {name}: json_path {json_path} is not a file")
        super().__init__(name, **params)
        self.part = None
        self.verbose = verbose
        self.json_path = json_path
        self.device_id = int(self.dpid, 16) if device_id is None else int(device_id)
        self.grpc_port = FIRST_GRPC_PORT - 1 + self.device_id if grpc_port is None else int(grpc_port)
        self.thrift_port = FIRST_THRIFT_PORT - 1 + self.device_id if thrift_port is None else int(thrift_port)
        self.grpc_host = grpc_host
        self.cpu_port = None if cpu_port is None else int(cpu_port)
        self.pcap_dump = pcap_dump
        self.log_console = log_console
        self.enable_debugger = enable_debugger
        self.priority_queues = None if priority_queues is None else int(priority_queues)
        self.directory = Path(os.environ.get("SLACKLINE_RUN_DIR", tempfile.gettempdir()))
        self.log_file = Path(log_file) if log_file else self.directory / f"{name}.log"

    @classmethod
    def find_program(cls, sw_path):
        """The path of the program to run; MissingFromEnvironment when there is none."""
        raise NotImplementedError

    def command_line(self):
        raise NotImplementedError

    def data_interfaces(self):
        """Pairs of port number and interface name, without the control interfaces."""
        return tuple((port, intf.name) for port, intf in sorted(self.intfs.items()) if intf.name not in CONTROL_INTERFACES)

    def arguments(self):
        return SwitchArguments(
            interfaces=self.data_interfaces(),
            device_id=self.device_id,
            grpc_port=self.grpc_port,
            thrift_port=self.thrift_port,
            json_path=self.json_path,
            cpu_port=self.cpu_port,
            pcap_dump=self.pcap_dump,
            log_console=self.log_console,
            enable_debugger=self.enable_debugger,
            priority_queues=self.priority_queues,
            grpc_host=self.grpc_host,
        )

    def start(self, controllers):
        command = self.command_line()
        (warn if self.verbose else info)(f"{self.name}: {' '.join(command)}\n")
        names = [name for _, name in self.data_interfaces()]
        disable_offloads(self, names)
        if self.pcap_dump and self.pcap_dump is not True:
            os.makedirs(self.pcap_dump, exist_ok=True)
        self.part = Part(f"switch {self.name}", self, command, self.log_file, project.environment())
        self.part.await_listening(self.grpc_port)

    def connected(self):
        return self.part is not None and self.part.process.poll() is None

    def stop(self, deleteIntfs=True):
        self.stop_part()
        super().stop(deleteIntfs)

    def terminate(self):
        self.stop_part()
        super().terminate()

    def stop_part(self):
        part, self.part = getattr(self, "part", None), None
        if part is not None:
            part.stop()


class SlacklineSwitch(P4Switch):
    """The embedded switch.

    sw_path: the project's launcher; None, and the names of bmv2's programs, which callers written for bmv2 pass, mean this project's.
    thrift_port, enable_debugger and priority_queues are for parts that this switch does not have: they change nothing.
    """

    @classmethod
    def find_program(cls, sw_path):
        if sw_path is None or os.path.basename(sw_path) in BMV2_PROGRAMS:
            sw_path = str(project.LAUNCHER)
        return executable(sw_path, "It is the file slackline at the root of the project.")

    def command_line(self):
        return command_lines.embedded(self.sw_path, self.arguments())


class Bmv2Switch(P4Switch):
    """bmv2's simple_switch_grpc; sw_path: its path, or its name when it is on the PATH."""

    @classmethod
    def find_program(cls, sw_path):
        return executable(
            sw_path or "simple_switch_grpc",
            "No package registry has it: build github.com/p4lang/behavioral-model with PI, or use the embedded switch.",
        )

    def command_line(self):
        with_nanomsg = "--notifications-addr" in subprocess.run(
            [self.sw_path, "--help"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        ).stdout
        notifications = self.directory / f"{self.name}-notifications.ipc" if with_nanomsg else None
        return command_lines.bmv2(self.sw_path, self.arguments(), notifications)


def executable(program, advice):
    found = shutil.which(program)
    if found is None:
        raise project.MissingFromEnvironment(f"{program} was not found or cannot be executed. {advice}")
    return found


def disable_offloads(node, interfaces):
    """In the node's own network namespace. A short Python process does it: a namespace belongs to a thread, not to a call."""
    process = node.popen([project.PYTHON, "-I", "-S", offloads.__file__, *interfaces])
    _, errors = process.communicate()
    if process.returncode != 0:
        raise OSError(errors.decode().strip().rpartition("\n")[2])
