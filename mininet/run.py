#!/usr/bin/python3
"""Starts Slackline in Mininet, tries it, prints JSON: `sudo python3 mininet/run.py --topology single --nodes 2 --test steer`

Everything happens inside private namespaces that the launcher makes: nothing of the machine is touched, nothing stays, also after
Ctrl-C. Exit codes: 0 good, 1 failed, 2 wrong usage, 3 the machine lacks something.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from slackline_mininet import project, terminal  # noqa: E402

PACKAGES = "apt-get install --no-install-recommends mininet bridge-utils iputils-ping"


def arguments(line):
    parser = argparse.ArgumentParser(
        prog="run.py", description="Runs Slackline in Mininet; prints what was measured as JSON.", allow_abbrev=False
    )
    parser.add_argument(
        "--topology",
        default="single",
        metavar="NAME|FILE",
        help="single: one switch with edge nodes and clients (default); or a topology.json of p4lang's tutorials",
    )
    parser.add_argument("--directory", metavar="DIR", help="with FILE: where the paths in it begin; default: found above FILE")
    parser.add_argument("--json", metavar="FILE", help="with FILE: compiled program that all switches run from the start")
    parser.add_argument("--nodes", type=count, default=2, metavar="N", help="edge nodes; default 2")
    parser.add_argument("--clients", type=count, default=1, metavar="N", help="clients; default 1")
    parser.add_argument("--switch", choices=["embedded", "bmv2"], default="embedded", help="default embedded")
    parser.add_argument("--sw-path", metavar="FILE", help="the switch's program, when it is not on the PATH")
    parser.add_argument("--test", choices=["ping", "steer"], help="default steer, unless --cli is given")
    parser.add_argument("--cli", action="store_true", help="open Mininet's command line, after the test if one is given")
    parser.add_argument("--out", metavar="DIR", help="an empty or new directory: keep logs and configuration of the run there")
    parser.add_argument("--pcap", action="store_true", help="record every port's packets; needs --out")
    parser.add_argument("--verbose", action="store_true", help="show what Mininet does")
    given = parser.parse_args(line)
    if given.pcap and not given.out:
        parser.error("--pcap needs --out DIR: what is recorded elsewhere goes away with the run")
    if given.out and os.path.isdir(given.out) and os.listdir(given.out) and not os.environ.get("SLACKLINE_SANDBOX"):
        parser.error(f"--out {given.out}: expected an empty or a new directory")
    if given.topology != "single" and not given.topology.endswith(".json"):
        parser.error(f'--topology "{given.topology}": expected single, or a file whose name ends in .json')
    if given.topology == "single" and (given.directory or given.json):
        parser.error("--directory and --json belong to --topology FILE")
    if given.topology != "single" and given.test == "steer":
        parser.error("--test steer needs edge nodes, which a tutorial's topology does not have")
    if given.test is None and not given.cli:
        given.test = "steer" if given.topology == "single" else "ping"
    if given.test == "steer" and given.nodes < 2:
        parser.error("--test steer migrates a function: it needs --nodes 2 or more")
    return given


def count(text):
    number = int(text)
    if not 1 <= number <= 80:
        raise argparse.ArgumentTypeError(f"{number}: expected 1 to 80")
    return number


def enter_sandbox(line, interactive):
    """Builds what is not built, which needs the machine's network, and starts this program anew inside the launcher's sandbox."""
    if subprocess.run([project.PYTHON, "-c", "import mininet.net"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise project.MissingFromEnvironment(f"{project.PYTHON} has no mininet. Install it: {PACKAGES}")
    user = os.environ.get("SUDO_USER", "root")
    as_owner = [] if os.geteuid() != 0 or user == "root" else ["sudo", "-u", user]
    built = subprocess.run([*as_owner, str(project.LAUNCHER), "build"], check=False)
    if built.returncode:
        sys.exit(built.returncode)
    command = [str(project.LAUNCHER), "sandbox", "--", project.PYTHON, __file__, *line]
    if interactive and sys.stdin.isatty():
        sys.exit(terminal.lend(command))
    os.execv(command[0], command)


def run(options):
    """Inside the sandbox; the exit code."""
    from mininet.log import setLogLevel

    from slackline_mininet.checks import CHECKS
    from slackline_mininet.cli import converse

    setLogLevel("info" if options.verbose else "output" if options.cli else "warning")
    directory = Path(options.out or os.environ["SLACKLINE_RUN_DIR"]).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    os.environ["SLACKLINE_RUN_DIR"] = str(directory)
    net = network(options, directory)
    try:
        net.start()
        result = {"topology": options.topology, "switch": options.switch, "passed": True}
        if options.topology == "single":
            result["nodes"] = options.nodes
        if options.test:
            result.update(test=options.test, **CHECKS[options.test](net))
            print(json.dumps(result, indent=2), flush=True)
        if options.cli:
            converse(net)
        return 0 if result["passed"] else 1
    finally:
        heed_signals(signal.SIG_IGN)
        net.stop()


def network(options, directory):
    """The network that the options ask for, not started; its logs go to `directory`."""
    from slackline_mininet.network import SlacklineNet
    from slackline_mininet.switches import Bmv2Switch, SlacklineSwitch
    from slackline_mininet.topologies import SingleSwitch
    from slackline_mininet.tutorial import TutorialNet, TutorialTopology

    switch_class = {"embedded": SlacklineSwitch, "bmv2": Bmv2Switch}[options.switch]
    switch_options = {"sw_path": options.sw_path, "pcap_dump": options.pcap and str(directory / "pcap")}
    if options.topology == "single":
        return SlacklineNet(SingleSwitch(switch_class, options.nodes, options.clients, switch_options), directory)
    topology = TutorialTopology(options.topology, options.directory)
    return TutorialNet(topology, switch_class, directory, {"log_console": True, "json_path": options.json, **switch_options})


def heed_signals(handler):
    """SIGINT too: it comes ignored from the launcher, and every command on every host would inherit that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


def end(number, frame):
    """The first signal unwinds the stack, so that everything is stopped in order."""
    heed_signals(signal.SIG_IGN)
    sys.exit(128 + number)


def main(line):
    options = arguments(line)
    try:
        if not os.environ.get("SLACKLINE_SANDBOX"):
            enter_sandbox(line, options.cli)
        heed_signals(end)
        return run(options)
    except project.MissingFromEnvironment as e:
        print(f"run.py: {e}", file=sys.stderr)
        return 3
    except Exception as e:
        if options.verbose:
            raise
        print(f"run.py: {e or type(e).__name__}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
