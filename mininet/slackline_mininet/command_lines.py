"""The command lines of the two switches. Both take bmv2's flags (behavioral-model, targets/simple_switch_grpc)."""

from dataclasses import dataclass
from typing import Optional, Tuple, Union

DROP_PORT = 511  # bmv2's; the CPU port must be below


@dataclass(frozen=True)
class SwitchArguments:
    """What a switch is told at its start.

    interfaces: pairs of port number and interface name
    pcap_dump: False, True (the present directory) or a directory in which every port's packets are recorded
    json_path: None means that a controller sets the pipeline
    """

    interfaces: Tuple[Tuple[int, str], ...]
    device_id: int
    grpc_port: int
    thrift_port: int
    json_path: Optional[str] = None
    cpu_port: Optional[int] = None
    pcap_dump: Union[bool, str] = False
    log_console: bool = False
    enable_debugger: bool = False
    priority_queues: Optional[int] = None
    grpc_host: str = "127.0.0.1"

    def __post_init__(self):
        if self.device_id < 1:
            raise ValueError(f"device_id {self.device_id}: expected 1 or more")
        if self.cpu_port is not None and not 1 <= self.cpu_port < DROP_PORT:
            raise ValueError(f"cpu_port {self.cpu_port}: expected 1 to {DROP_PORT - 1}")
        for name in ("grpc_port", "thrift_port"):
            if not 1 <= getattr(self, name) <= 65535:
                raise ValueError(f"{name} {getattr(self, name)}: expected 1 to 65535")


def embedded(launcher, arguments):
    """The embedded switch. It has no Thrift server, no debugger and one queue a port: what asks for them is left out."""
    return [str(launcher), "switch", *_target(arguments), *_log(arguments), *_program(arguments), *_grpc(arguments)]


def bmv2(program, arguments, notifications=None):
    """bmv2; what its gRPC server and its target take stands behind a "--".

    notifications: path of the socket that a bmv2 built with nanomsg makes, by default in /tmp, where it stays; others refuse the flag
    """
    command = [str(program), *_target(arguments), "--thrift-port", str(arguments.thrift_port), *_log(arguments)]
    if notifications is not None:
        command += ["--notifications-addr", f"ipc://{notifications}"]
    if arguments.enable_debugger:
        command.append("--debugger")
    command += [*_program(arguments), "--", *_grpc(arguments)]
    if arguments.priority_queues is not None:
        command += ["--priority-queues", str(arguments.priority_queues)]
    return command


def _target(arguments):
    flags = []
    for port, interface in arguments.interfaces:
        flags += ["-i", f"{port}@{interface}"]
    if arguments.pcap_dump:
        flags.append("--pcap=" + ("." if arguments.pcap_dump is True else str(arguments.pcap_dump)))
    return [*flags, "--device-id", str(arguments.device_id)]


def _log(arguments):
    return ["--log-console"] if arguments.log_console else []


def _program(arguments):
    return [str(arguments.json_path)] if arguments.json_path else ["--no-p4"]


def _grpc(arguments):
    flags = ["--grpc-server-addr", f"{arguments.grpc_host}:{arguments.grpc_port}"]
    return flags if arguments.cpu_port is None else [*flags, "--cpu-port", str(arguments.cpu_port)]
