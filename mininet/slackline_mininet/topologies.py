"""Shapes of networks. Hosts get their addresses here; what runs on them is told by their classes.

    data plane 10.0.0.0/16: node i 10.0.1.i, client i 10.0.2.i     management 10.98.0.0/24: controller .1, node i .(10+i)
"""

from mininet.topo import Topo

from slackline_mininet.hosts import ClientHost, EdgeNode
from slackline_mininet.network import CONTROLLER_ADDRESS, MANAGEMENT, ManagementBridge

CPU_PORT = 255
MOST_HOSTS = 80


class SingleSwitch(Topo):
    """One P4 switch s1 with edge nodes n1 to nN on its ports 1 to N and clients c1 to cM on those after them."""

    def build(self, switch_class, nodes=2, clients=1, switch_options=None):
        if not (1 <= nodes <= MOST_HOSTS and 1 <= clients <= MOST_HOSTS):
            raise ValueError(f"{nodes} nodes and {clients} clients: expected 1 to {MOST_HOSTS} of each")
        self.addSwitch("s1", cls=switch_class, cpu_port=CPU_PORT, **(switch_options or {}))
        self.addSwitch(MANAGEMENT, cls=ManagementBridge, dpid="ff")
        for i in range(1, nodes + 1):
            self.add_data_host(
                f"n{i}",
                i,
                cls=EdgeNode,
                ip=f"10.0.1.{i}/16",
                management_ip=f"10.98.0.{10 + i}/24",
                controller=CONTROLLER_ADDRESS,
            )
            self.addLink(f"n{i}", MANAGEMENT, port1=1)
        for i in range(1, clients + 1):
            self.add_data_host(f"c{i}", nodes + i, cls=ClientHost, ip=f"10.0.2.{i}/16")

    def add_data_host(self, name, port, **options):
        """A host on a port of s1; its MAC is readable in a packet trace: the last byte is the port."""
        self.addHost(name, mac=f"02:00:0a:00:00:{port:02x}", **options)
        self.addLink(name, "s1", port1=0, port2=port)

