"""Runs an experiment file in a Mininet network: hosts, links and switches are Mininet's; the project's own runner, the one of `./slackline experiment run`,
starts controller and agents on them, and does the load, the events and the measurement."""

import os
import subprocess

from slackline_mininet import project
from slackline_mininet.parts import STOP_SECONDS


def topology_file(experiment, directory):
    """Writes the topology of an experiment, by its file or name, below `directory`; the path."""
    file = directory / "experiment-topology.yaml"
    file.write_text(project.run("experiment", "topology", str(experiment)), encoding="utf-8")
    return file


def run(net, experiment, switch, arguments):
    """Runs it on a network whose switches run; the runner's exit code. Its progress goes to standard error, its result to standard output."""
    name_namespaces(net)
    topology = net.directory / "topology.yaml"
    topology.write_text(net.plan["topology"], encoding="utf-8")
    command = [str(project.LAUNCHER), "experiment", "run", str(experiment), "--switch", switch, *arguments]
    environment = {**os.environ, "SLACKLINE_NO_BUILD": "1", "SLACKLINE_NETWORK": str(topology)}
    runner = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)
    try:
        return runner.wait()
    finally:
        end(runner)


def name_namespaces(net):
    """The runner enters the namespaces of hosts and switches by their names, as ip-netns(8) keeps them below /run/netns."""
    for node in (*net.hosts, *net.p4_switches()):
        subprocess.run(["ip", "netns", "attach", node.name, str(node.pid)], check=True)


def end(runner):
    """It ends its parts in order when it is asked to."""
    if runner.poll() is None:
        runner.terminate()
        try:
            runner.wait(2 * STOP_SECONDS)
        except subprocess.TimeoutExpired:
            runner.kill()
            runner.wait()
