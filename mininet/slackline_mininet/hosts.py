"""Hosts on the data plane of a Slackline network: edge nodes, which run an agent, and clients."""

from pathlib import Path
from typing import NamedTuple

from mininet.node import Host

from slackline_mininet import configs, project
from slackline_mininet.parts import Part
from slackline_mininet.switches import disable_offloads

SERVICE_NETWORK = "10.99.0.0/16"
PEER_PORT = 9701
HOST_MTU = 1500


class DataInterface(NamedTuple):
    """How the first interface of a host reaches others.

    network: the subnet, as 10.1.0.0/16; gateway: of all else, "" where one switch has all hosts, which then answers for the services
    mtu: of its link; vni: of the tunnels that end here, 0 where none do
    """

    network: str
    gateway: str = ""
    mtu: int = 1500
    vni: int = 0


class DataHost(Host):
    """A host whose first interface leads to the P4 switch and whose second, if any, leads to the management network.

    Offloads and IPv6 are off.

    management_ip: ADDRESS/BITS of the second interface
    """

    def config(self, data=DataInterface("10.0.0.0/16"), management_ip=None, **params):
        result = super().config(**params)
        # Service addresses sit on the loopback of several nodes at once: nobody but the switch may answer ARP for them. Requests that
        # arrive by a tunnel are answered without it.
        must(
            self,
            "for s in ipv6/conf/all/disable_ipv6=1 ipv6/conf/default/disable_ipv6=1"
            " ipv4/conf/all/arp_ignore=1 ipv4/conf/all/arp_announce=2"
            " ipv4/conf/all/rp_filter=0 ipv4/conf/default/rp_filter=0;"
            " do [ ! -e /proc/sys/net/${s%=*} ] || echo ${s#*=} > /proc/sys/net/${s%=*}; done",
        )
        disable_offloads(self, [name for name in self.intfNames() if name != "lo"])
        name = self.data_interface()
        must(self, f"ip link set {name} mtu {data.mtu}")
        must(self, f"ip route replace {data.network} dev {name} mtu {HOST_MTU}")
        if data.gateway:
            must(self, f"ip route replace default via {data.gateway} mtu {HOST_MTU}")
        else:
            must(self, f"ip route replace {SERVICE_NETWORK} dev {name}")
        if data.vni:
            # What comes out of a tunnel has the MAC address that the node has told the controller: that of its data interface.
            must(
                self,
                f"ip link add vxlan0 address {self.MAC()} type vxlan id {data.vni} local {self.IP()} dstport 4789"
                f" && ip link set vxlan0 mtu {HOST_MTU} up",
            )
        if management_ip is not None:
            self.setIP(management_ip, intf=self.intfs[1])
        return result

    def data_interface(self):
        return self.defaultIntf().name


class ClientHost(DataHost):
    """Sends requests."""


class EdgeNode(DataHost):
    """Runs an agent, and by it functions.

    controller: "HOST:PORT" of the agent API on the management network
    budget_millicores: what network functions and functions share, as the agent reckons it; 1000 is one core. No limit is enforced.
    tier: edge or cloud
    """

    def __init__(
        self, name, controller=None, budget_millicores=600, tier="edge", zone="default", management_ip=None, **params
    ):
        super().__init__(name, management_ip=management_ip, **params)
        self.controller = controller
        self.budget_millicores = budget_millicores
        self.tier = tier
        self.zone = zone
        self.management_ip = management_ip
        self.part = None

    def agent_config(self, directory):
        return configs.agent(
            self.name,
            self.controller,
            self.data_interface(),
            f"{self.management_ip.partition('/')[0]}:{PEER_PORT}",
            directory,
            self.budget_millicores,
            self.tier,
            self.zone,
        )

    def start_agent(self, directory):
        """Starts it; it joins the controller by itself. Its files go below `directory`."""
        own = Path(directory) / f"agent-{self.name}"
        (own / "nf").mkdir(parents=True)
        config = configs.write(own / "agent.yaml", self.agent_config(own))
        command = [str(project.LAUNCHER), "agent", "--config", str(config)]
        log = Path(directory) / f"agent-{self.name}.log"
        self.part = Part(f"agent of {self.name}", self, command, log, project.environment())

    def stop_agent(self):
        part, self.part = getattr(self, "part", None), None
        if part is not None:
            part.stop()

    def terminate(self):
        self.stop_agent()
        super().terminate()


def must(node, command):
    """Runs a shell command that says nothing unless it failed."""
    said = node.cmd(command).strip()
    if said:
        raise OSError(f"{node.name}: {command}: {said}")
