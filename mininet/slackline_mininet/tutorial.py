"""Networks from the files of p4lang's tutorials: topology.json and the sN-runtime.json files that it names, unchanged.

    hosts: {h1: {ip, mac, commands}}    switches: {s1: {runtime_json, program, cli_input, cpu_port, priority_queues}}
    links: [["h1", "s1-p1"], ["s1-p2", "s2-p2", latency, bandwidth]]

Paths inside the files are those of the exercise's folder. No Slackline controller runs: what the runtime files say is written once.
"""

import json
import subprocess
import time
from pathlib import Path

from mininet.link import Link, TCLink
from mininet.log import info, warn
from mininet.net import Mininet
from mininet.node import Host
from mininet.topo import Topo

from slackline_mininet import project
from slackline_mininet.hosts import must
from slackline_mininet.switches import Bmv2Switch, P4Switch, disable_offloads

SWITCH_KEYS = {"runtime_json", "program", "cli_input", "cpu_port", "priority_queues"}
HOST_KEYS = {"ip", "mac", "commands"}
CLI_SECONDS = 60
SETTLE_SECONDS = 0.5


class TutorialFileError(ValueError):
    """A file says what cannot be; the message names the file, the place and what is valid."""


class TutorialTopology:
    """A topology.json, read and checked.

    file: its path
    directory: where the paths in it begin; None: the nearest folder above the file in which all of them are found
    """

    def __init__(self, file, directory=None):
        self.file = Path(file).resolve()
        try:
            content = json.loads(self.file.read_text(encoding="utf-8"))
            self.hosts, self.switches, links = content["hosts"], content["switches"], content["links"]
        except (OSError, ValueError) as e:
            raise TutorialFileError(f"{file}: {e}") from e
        except (KeyError, TypeError) as e:
            raise TutorialFileError(f'{file}: expected an object with "hosts", "switches" and "links"') from e
        self._check_keys("host", self.hosts, HOST_KEYS)
        self._check_keys("switch", self.switches, SWITCH_KEYS)
        self.links = [self._link(each) for each in links]
        self.directory = Path(directory).resolve() if directory else self._find_directory()

    def _check_keys(self, kind, elements, valid):
        for name, options in elements.items():
            for key in options:
                if key not in valid:
                    raise TutorialFileError(f'{self.file}: {kind} {name}: unknown key "{key}"; valid are {sorted(valid)}')

    def _link(self, given):
        """(end, end, latency in the words of tc or None, Mbit/s or None); an end is (name, port or None)."""
        if not 2 <= len(given) <= 4:
            raise TutorialFileError(f"{self.file}: link {given}: expected [end, end, latency, bandwidth], the last two optional")
        latency = given[2] if len(given) > 2 else None
        if isinstance(latency, (int, float)) or (isinstance(latency, str) and latency.isdigit()):
            latency = f"{latency}ms"
        if latency is not None and float(latency.rstrip("mus") or 0) == 0:
            latency = None
        bandwidth = float(given[3]) if len(given) > 3 and given[3] is not None else None
        return (*(self._end(end) for end in sorted(given[:2])), latency, bandwidth)

    def _end(self, text):
        name, _, port = text.partition("-p")
        if name in self.hosts and not port:
            return name, None
        if name in self.switches and port.isdigit():
            return name, int(port)
        raise TutorialFileError(f'{self.file}: link end "{text}": expected a host, or a switch and its port such as "s1-p1"')

    def _find_directory(self):
        paths = [options[key] for options in self.switches.values() for key in ("runtime_json", "program") if key in options]
        for directory in self.file.parents:
            if all((directory / path).is_file() for path in paths):
                return directory
        raise TutorialFileError(f"{self.file}: no folder above it holds all of {paths}")


class TutorialHost(Host):
    """A host whose interface is called eth0, as the commands in the files expect; offloads and IPv6 are off."""

    def config(self, **params):
        result = super().config(**params)
        self.defaultIntf().rename("eth0")
        must(
            self,
            "for s in all default lo; do f=/proc/sys/net/ipv6/conf/$s/disable_ipv6; [ ! -e $f ] || echo 1 > $f; done",
        )
        disable_offloads(self, ["eth0"])
        return result


class _Topo(Topo):
    def build(self, topology, switch_class, switch_options):
        for name, options in topology.switches.items():
            own = {key: options[key] for key in ("cpu_port", "priority_queues") if key in options}
            if "program" in options:
                own["json_path"] = str(topology.directory / options["program"])
            self.addSwitch(name, cls=switch_class, **{**switch_options, **own})
        for name, options in topology.hosts.items():
            self.addHost(name, cls=TutorialHost, ip=options.get("ip"), mac=options.get("mac"))
        delays = netem_works() if any(latency for *_, latency, _ in topology.links) else False
        for (a, port_a), (b, port_b), latency, bandwidth in topology.links:
            if latency and not delays:
                warn(f"link {a}-{b}: its latency of {latency} is left out: this kernel has no netem (module sch_netem)\n")
            limits = {key: value for key, value in (("delay", delays and latency), ("bw", bandwidth)) if value}
            self.addLink(a, b, port1=port_a, port2=port_b, cls=TCLink if limits else Link, **limits)


class TutorialNet(Mininet):
    """The network of a topology file.

    switch_class: SlacklineSwitch or Bmv2Switch; switch_options: further arguments of it, such as json_path
    directory: existing, for logs
    """

    def __init__(self, topology, switch_class, directory, switch_options=None):
        self.topology = topology
        self.log_directory = Path(directory)
        Mininet.inited = True  # its own initialization raises limits of the kernel, which are the whole machine's
        super().__init__(topo=_Topo(topology, switch_class, switch_options or {}), controller=None)

    def p4_switches(self):
        return [switch for switch in self.switches if isinstance(switch, P4Switch)]

    def start(self):
        """Returns when every switch is programmed and every host has run its commands."""
        super().start()
        for name, options in self.topology.hosts.items():
            for command in options.get("commands", ()):
                said = self[name].cmd(command).strip()
                if said:
                    warn(f"{name}: {command}: {said}\n")
        for name, options in self.topology.switches.items():
            self.program(self[name], options)
        time.sleep(SETTLE_SECONDS)

    def program(self, switch, options):
        if "cli_input" in options:
            self.run_cli(switch, self.topology.directory / options["cli_input"])
        if "runtime_json" not in options:
            return
        file = self.topology.directory / options["runtime_json"]
        info(f"{switch.name}: {file}\n")
        project.run(
            *("testbed", "program", str(file), "--directory", str(self.topology.directory)),
            *("--address", f"127.0.0.1:{switch.grpc_port}", "--device-id", str(switch.device_id)),
        )

    def run_cli(self, switch, file):
        """Feeds commands of simple_switch_CLI to a bmv2."""
        if not isinstance(switch, Bmv2Switch):
            raise TutorialFileError(
                f"switch {switch.name}: cli_input {file} is for bmv2's Thrift server, which the embedded switch lacks;"
                " use --switch bmv2, or a runtime_json"
            )
        with open(file, encoding="utf-8") as commands, open(self.log_directory / f"{switch.name}-cli.log", "wb") as log:
            subprocess.run(
                ["simple_switch_CLI", "--thrift-port", str(switch.thrift_port)],
                stdin=commands,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=True,
                timeout=CLI_SECONDS,
            )

    def check_parts(self):
        """Raises when a switch has ended by itself."""
        for switch in self.p4_switches():
            switch.part.check()


def netem_works():
    """Whether this kernel can delay packets of an interface; tried on the loopback of a namespace of its own."""
    done = subprocess.run(
        ["unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"],
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
