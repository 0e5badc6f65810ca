"""The configuration files of the controller and the agents. They are written as JSON, which is YAML."""

import json
from pathlib import Path


def controller(listen, state_directory, switches):
    """controller.yaml; listen: "HOST:PORT" texts; switches: what `switch` returns."""
    return {"listen": list(listen), "stateDir": str(state_directory), "switches": list(switches)}


def switch(name, grpc_port, device_id, ports, cpu_port):
    return {
        "name": name,
        "address": f"127.0.0.1:{grpc_port}",
        "deviceId": device_id,
        "ports": list(ports),
        "cpuPort": cpu_port,
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
