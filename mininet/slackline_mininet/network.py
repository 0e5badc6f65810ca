"""A Mininet network in which all of Slackline runs: the controller in the root namespace, agents on the edge nodes.

The root namespace is that of the process; run.py makes it a private one, so that nothing of the machine is touched.
"""

import json
import time
from pathlib import Path

from mininet.net import Mininet
from mininet.node import Node
from mininet.nodelib import LinuxBridge

from slackline_mininet import configs, project
from slackline_mininet.hosts import EdgeNode, must
from slackline_mininet.parts import Part, PartFailed
from slackline_mininet.switches import MANAGEMENT_INTERFACE, P4Switch, executable

MANAGEMENT = "mgmt"
CONTROLLER_NAME = "c0"
CONTROLLER_PORT = 9700
CONTROLLER_IP = "10.98.0.1"
CONTROLLER_ADDRESS = f"{CONTROLLER_IP}:{CONTROLLER_PORT}"
JOIN_SECONDS = 90
READY = ("READY", "STATE_READY")


class ManagementBridge(LinuxBridge):
    """The bridge between the agents and the controller, which has an address on it."""

    @classmethod
    def setup(cls):
        """Instead of Mininet's warning that the machine's packet filter may see bridged frames: a private namespace has no rules."""
        executable("brctl", "Install it: apt-get install bridge-utils")

    def start(self, controllers):
        super().start(controllers)
        for interface in self.intfList():
            if interface.name != "lo":
                must(self, f"ip link set {interface.name} master {self.name}")
        must(self, f"ip address add {CONTROLLER_IP}/24 dev {self.name}")


class SlacklineNet(Mininet):
    """Starts and stops the controller and the agents with the network.

    topo: a PlannedTopology
    directory: existing and empty, for configuration, state and logs of all parts
    """

    def __init__(self, topo, directory):
        self.plan = topo.plan
        self.directory = Path(directory)
        self.controller_part = None
        Mininet.inited = True  # its own initialization raises limits of the kernel, which are the whole machine's
        super().__init__(topo=topo, controller=None)

    def p4_switches(self):
        return [switch for switch in self.switches if isinstance(switch, P4Switch)]

    def edge_nodes(self):
        """In the order of the plan."""
        return [self[host["name"]] for host in self.plan["hosts"] if isinstance(self[host["name"]], EdgeNode)]

    def start(self):
        """Returns when every switch is mastered and every node has joined; PartFailed when that does not come true."""
        self.start_switches()
        self.nameToNode[CONTROLLER_NAME] = Node(CONTROLLER_NAME, inNamespace=False)
        self.start_controller()
        for node in self.edge_nodes():
            node.start_agent(self.directory)
        self.await_joined()

    def start_switches(self):
        """The network alone: hosts, links and switches, which wait for a controller."""
        for switch in self.plan["switches"]:
            node = self[switch["name"]]
            must(node, f"ip link set lo up; ip address add {switch['managementIp']}/24 dev {MANAGEMENT_INTERFACE}")
            for _, name in node.data_interfaces():
                must(node, f"ip link set {name} mtu {self.plan['mtu']}")
        super().start()

    def start_controller(self):
        path = configs.write(self.directory / "controller.yaml", self.controller_config())
        command = [str(project.LAUNCHER), "controller", "--config", str(path)]
        node = self.nameToNode[CONTROLLER_NAME]
        log = self.directory / "controller.log"
        self.controller_part = Part("controller", node, command, log, project.environment())
        self.controller_part.await_listening(CONTROLLER_PORT)

    def controller_config(self):
        listen = [f"127.0.0.1:{CONTROLLER_PORT}", CONTROLLER_ADDRESS]
        return configs.controller(listen, self.directory / "controller", self.plan)

    def await_joined(self):
        wanted = {node.name for node in self.edge_nodes()}
        end = time.monotonic() + JOIN_SECONDS
        while True:
            self.check_parts()
            nodes = self.slackline_json("node", "list")
            states = {node["description"]["name"]: node["state"] for node in nodes if self.is_seen(node)}
            if wanted <= {name for name, state in states.items() if state in READY}:
                return
            if time.monotonic() > end:
                raise PartFailed(f"nodes did not join within {JOIN_SECONDS} s; states: {states}, wanted: {wanted}")
            time.sleep(0.5)

    def is_seen(self, node):
        """Whether the node's reports arrive at every switch."""
        return len(node.get("switchPorts", {})) == len(self.plan["switches"])

    def check_parts(self):
        """Raises when a process of the network has ended by itself."""
        parts = [self.controller_part, *(each.part for each in self.p4_switches() + self.edge_nodes())]
        for part in parts:
            if part is not None:
                part.check()

    def slackline(self, *arguments):
        """Standard output of `./slackline ARGUMENTS`; project.CommandFailed when its exit code is not 0."""
        return project.run(*arguments)

    def slackline_json(self, *arguments):
        return json.loads(self.slackline(*arguments, "-o", "json"))

    def stop(self):
        """Stops all parts before the links under them go. May be called after any failure of `start`, and amid a command of a host."""
        for node in self.values():
            if node.waiting:
                node.sendInt()
                node.waitOutput()
        for node in self.edge_nodes():
            node.stop_agent()
        part, self.controller_part = self.controller_part, None
        if part is not None:
            part.stop()
        node = self.nameToNode.pop(CONTROLLER_NAME, None)
        if node is not None:
            node.terminate()
        super().stop()
