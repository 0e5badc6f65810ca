"""The configuration files of the controller and the agents. They are written as JSON, which is YAML."""

import json
from pathlib import Path


def controller(listen, state_directory, plan):
    """controller.yaml; listen: "HOST:PORT" texts; plan: of the topology, which knows how the controller shall see the switches."""
    return {
        "listen": list(listen),
        "stateDir": str(state_directory),
        "reportInterval": plan["reportInterval"],
        "staleness": plan["staleness"],
        "switches": [switch["config"] for switch in plan["switches"]],
    }


def agent(name, controller_address, data_interface, peer_listen, directory, budget_millicores, tier, zone):
    """agent.yaml; below `directory` the agent keeps its state and finds the process ids of the node's network functions."""
    return {
        "name": name,
        "controller": controller_address,
        "tier": tier,
        "zone": zone,
        "dataInterface": data_interface,
        "peerListen": peer_listen,
        "stateDir": str(Path(directory) / "state"),
        "budgetMillicores": budget_millicores,
        "slack": {"source": "processes", "nfPidDirectory": str(Path(directory) / "nf")},
    }


def write(path, config):
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return path
