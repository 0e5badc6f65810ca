"""What run.py can try on a running network. Each check returns what it measured, with `passed`."""

import json
import subprocess
import time

from slackline_mininet import load, project
from slackline_mininet.hosts import ClientHost

FUNCTION = "witness"
FUNCTION_IP = "10.99.1.1"
FUNCTION_PORT = 8080
ARTIFACT = project.ROOT / "mininet" / "functions" / "witness.py"
RATE = 100
SETTLE_SECONDS = 2
PING_SECONDS = 3


def ping(net):
    """Every host pings every other one over the P4 switches, which flood and learn, or route."""
    results = net.pingFull(net.hosts, timeout=PING_SECONDS)
    sent = sum(outcome[0] for _, _, outcome in results)
    received = sum(outcome[1] for _, _, outcome in results)
    return {"passed": 0 < sent == received, "pings": {"sent": sent, "received": received}}


def steer(net):
    """A client sends requests at a steady rate, each over a new connection, while the function migrates from the first node to the last."""
    nodes = net.edge_nodes()
    if len(nodes) < 2:
        raise ValueError("a migration needs two nodes: --nodes 2")
    source, target = nodes[0].name, nodes[-1].name
    deploy(net, source)
    client = next(host for host in net.hosts if isinstance(host, ClientHost))
    process = start_load(client)
    try:
        time.sleep(SETTLE_SECONDS)
        migration = net.slackline_json("migrate", FUNCTION, "--to", target, "--wait")
        time.sleep(SETTLE_SECONDS)
        output, errors = process.communicate()
    finally:
        process.kill()
        process.wait()
    net.check_parts()
    if process.returncode != 0:
        raise RuntimeError(f"the load generator failed: {errors.decode().strip()}")
    result = {**json.loads(output), "migrations": [shown(migration)]}
    return {"passed": is_good(result, source, target), **result}


def deploy(net, node):
    net.slackline(
        *("function", "deploy", FUNCTION, "--artifact", str(ARTIFACT), "--node", node),
        *("--ip", FUNCTION_IP, "--port", str(FUNCTION_PORT), "--concurrency", "4"),
    )


def start_load(client):
    return client.popen(
        [project.PYTHON, "-I", load.__file__, FUNCTION_IP, str(FUNCTION_PORT), str(RATE)], stdin=subprocess.PIPE
    )


def is_good(result, source, target):
    requests = result["requests"]
    return (
        requests["failed"] == requests["duplicated"] == 0 < requests["ok"]
        and set(result["answers_by_node"]) == {source, target}
        and all(migration["result"] == "DONE" for migration in result["migrations"])
    )


def shown(migration):
    """A migration of the control API under the names that the project's experiments use."""
    return {
        "function": migration["function"],
        "from": migration["from"],
        "to": migration["to"],
        "mode": migration["mode"].lower(),
        "result": migration["state"],
        "phases_us": {
            step["state"].lower(): step["tookUs"] for step in migration["steps"] if step["state"] not in ("PLANNED", "DONE")
        },
    }


CHECKS = {"ping": ping, "steer": steer}
