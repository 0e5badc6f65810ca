"""Topologies of Slackline: what hosts, switches and links there are, with which addresses, is told by a plan.

`./slackline testbed plan` makes it from a topology file or a shape (single, sites, fat-tree), the same that `./slackline testbed up` builds of namespaces.
"""

import json

from mininet.topo import Topo

from slackline_mininet import project
from slackline_mininet.hosts import ClientHost, DataInterface, EdgeNode
from slackline_mininet.network import CONTROLLER_ADDRESS, MANAGEMENT, ManagementBridge
from slackline_mininet.switches import MANAGEMENT_INTERFACE

CPU_PORT = 255
THRIFT_PORT = 9090
MANAGEMENT_PORT = 256  # no port of the P4 program: above the CPU port
SHAPES = ("single", "sites", "fat-tree")


def plan(topology, nodes=2, clients=None):
    """The plan of a shape with so many edge nodes and clients, or of a topology file (docs/testbed.md), as a dictionary."""
    which = [str(topology)]
    if topology in SHAPES:
        which = ["--topology", topology, "--nodes", str(nodes), *(["--clients", str(clients)] if clients else [])]
    return json.loads(project.run("testbed", "plan", *which))


class PlannedTopology(Topo):
    """Every host and switch in a namespace of its own, all on a management network with the controller.

    plan: what `plan` returns; switch_class: SlacklineSwitch or Bmv2Switch; switch_options: further arguments of it
    """

    def build(self, plan, switch_class, switch_options=None):
        self.plan = plan
        self.addSwitch(MANAGEMENT, cls=ManagementBridge, dpid="ff")
        for switch in plan["switches"]:
            self.addSwitch(
                switch["name"],
                cls=switch_class,
                inNamespace=True,
                dpid=f"{switch['deviceId']:x}",
                device_id=switch["deviceId"],
                cpu_port=CPU_PORT,
                grpc_host=switch["managementIp"],
                grpc_port=switch["p4RuntimePort"],
                thrift_port=THRIFT_PORT,
                **(switch_options or {}),
            )
            self.link_management(switch["name"], MANAGEMENT_PORT)
        for host in plan["hosts"]:
            self.add_host(host, plan["mtu"])
            self.link_management(host["name"], 1)
        for link in plan["links"]:
            self.addLink(
                *(link["switches"][0], link["switches"][1]),
                port1=link["ports"][0],
                port2=link["ports"][1],
                intfName1=f"p{link['ports'][0]}",
                intfName2=f"p{link['ports'][1]}",
            )

    def add_host(self, host, mtu):
        data = DataInterface(host["network"], host["gateway"], mtu, host["vni"])
        common = {
            "ip": host["dataIp"] + "/16",
            "mac": host["mac"],
            "data": data,
            "management_ip": f"{host['managementIp']}/24",
        }
        if host["kind"] == "node":
            self.addHost(
                host["name"],
                cls=EdgeNode,
                controller=CONTROLLER_ADDRESS,
                budget_millicores=host["budgetMillicores"],
                tier=host["tier"],
                zone=host["zone"],
                **common,
            )
        else:
            self.addHost(host["name"], cls=ClientHost, **common)
        port = f"p{host['port']}"
        self.addLink(host["name"], host["switchName"], port1=0, port2=host["port"], intfName1="eth0", intfName2=port)

    def link_management(self, name, port):
        self.addLink(name, MANAGEMENT, port1=port, intfName1=MANAGEMENT_INTERFACE, intfName2=f"m-{name}")
