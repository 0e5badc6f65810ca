#!/usr/bin/python3
"""Starts Slackline in Mininet and tries it, or runs an experiment there, or lets you type commands:

    sudo python3 mininet/run.py --topology sites --test steer
    sudo python3 mininet/run.py --experiment FILE --switch bmv2 --out DIR
    sudo python3 mininet/run.py --topology fat-tree --nodes 4 --cli

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

SHAPES = ("single", "sites", "fat-tree")
MOST = 63
PACKAGES = "apt-get install --no-install-recommends mininet bridge-utils iputils-ping"


def arguments(line):
    parser = argparse.ArgumentParser(
        prog="run.py", description="Runs Slackline in Mininet; prints what was measured as JSON.", allow_abbrev=False
    )
    parser.add_argument(
        "--topology",
        metavar="NAME|FILE",
        help="single: one switch (default); sites: two edge sites and a cloud; fat-tree: a pod of one; or a topology file,"
        " Slackline's (.yaml) or of p4lang's tutorials (.json)",
    )
    parser.add_argument("--directory", metavar="DIR", help="with a .json: where the paths in it begin; default: found above it")
    parser.add_argument("--json", metavar="FILE", help="with a .json: compiled program that all switches run from the start")
    parser.add_argument("--nodes", type=count, metavar="N", help="edge nodes; default 2")
    parser.add_argument("--clients", type=count, metavar="N", help="clients; default 1 (single) or 2")
    parser.add_argument("--switch", choices=["embedded", "bmv2"], default="embedded", help="default embedded")
    parser.add_argument("--sw-path", metavar="FILE", help="the switch's program, when it is not on the PATH")
    parser.add_argument("--test", choices=["ping", "steer"], help="default steer, unless --cli or --experiment is given")
    parser.add_argument(
        "--experiment",
        metavar="FILE|NAME",
        help="run this experiment (see ./slackline experiment list), on its own topology unless --topology is given",
    )
    parser.add_argument("--size", choices=["small", "full"], help="with --experiment: how much of it")
    parser.add_argument("--repetitions", type=count, metavar="N", help="with --experiment: of each variant")
    parser.add_argument("--cli", action="store_true", help="open Mininet's command line, after the test if one is given")
    parser.add_argument(
        "--out", metavar="DIR", help="an empty or new directory: keep logs and configuration there, or the experiment's result"
    )
    parser.add_argument("--pcap", action="store_true", help="record every port's packets; needs --out")
    parser.add_argument("--verbose", action="store_true", help="show what Mininet does")
    given = parser.parse_args(line)
    problem = mistake(given)
    if problem:
        parser.error(problem)
    if given.topology is None and not given.experiment:
        given.topology = "single"
    if given.test is None and not given.cli and not given.experiment:
        given.test = "ping" if is_tutorial(given) else "steer"
    return given


def is_tutorial(given):
    return given.topology is not None and given.topology.endswith(".json")


def mistake(given):
    """What is wrong with the options, or None."""
    shaped = given.topology in (None, *SHAPES)
    if not (shaped or given.topology.endswith((".json", ".yaml"))):
        return f'--topology "{given.topology}": expected {", ".join(SHAPES)}, or a file whose name ends in .yaml or .json'
    if not shaped and not os.path.isfile(given.topology):
        return f"--topology {given.topology}: no such file"
    if (given.nodes or given.clients) and (not shaped or (given.experiment and not given.topology)):
        return "--nodes and --clients belong to --topology " + ", ".join(SHAPES)
    if not is_tutorial(given) and (given.directory or given.json):
        return "--directory and --json belong to a tutorial's topology, --topology FILE.json"
    if is_tutorial(given) and (given.test == "steer" or given.experiment):
        return "--test steer and --experiment need edge nodes, which a tutorial's topology does not have"
    if given.nodes == 1 and (given.test == "steer" or not (given.test or given.cli or given.experiment)) and given.topology != "sites":
        return "--test steer migrates a function: it needs --nodes 2 or more"
    if given.experiment and (given.test or given.cli or given.pcap):
        return "--experiment goes without --test, --cli and --pcap"
    if not given.experiment and (given.size or given.repetitions):
        return "--size and --repetitions belong to --experiment"
    if given.experiment and given.experiment.endswith(".yaml") and not os.path.isfile(given.experiment):
        return f"--experiment {given.experiment}: no such file"
    if given.pcap and not given.out:
        return "--pcap needs --out DIR: what is recorded elsewhere goes away with the run"
    if given.out and os.path.isdir(given.out) and os.listdir(given.out) and not os.environ.get("SLACKLINE_SANDBOX"):
        return f"--out {given.out}: expected an empty or a new directory"
    return None


def count(text):
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"{number}: expected 1 to {MOST}")
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

    from slackline_mininet import experiment
    from slackline_mininet.checks import CHECKS
    from slackline_mininet.cli import converse

    setLogLevel("info" if options.verbose else "output" if options.cli else "warning")
    directory = run_directory(options)
    net = network(options, directory)
    try:
        if options.experiment:
            net.start_switches()
            return experiment.run(net, options.experiment, options.switch, runner_options(options))
        net.start()
        result = {"topology": options.topology, "switch": options.switch, "passed": True}
        if not is_tutorial(options):
            result["nodes"] = len(net.edge_nodes())
        if options.test:
            result.update(test=options.test, **CHECKS[options.test](net))
            print(json.dumps(result, indent=2), flush=True)
        if options.cli:
            converse(net)
        return 0 if result["passed"] else 1
    finally:
        heed_signals(signal.SIG_IGN)
        net.stop()


def run_directory(options):
    """For configuration, state and logs; an experiment keeps its result alone."""
    kept = None if options.experiment else options.out
    directory = Path(kept or os.environ["SLACKLINE_RUN_DIR"]).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    os.environ["SLACKLINE_RUN_DIR"] = str(directory)
    return directory


def runner_options(options):
    given = (("--size", options.size), ("--repetitions", options.repetitions), ("--out", options.out))
    return [word for name, value in given if value for word in (name, str(value))]


def network(options, directory):
    """The network that the options ask for, not started; its logs go to `directory`."""
    from slackline_mininet import experiment
    from slackline_mininet.network import SlacklineNet
    from slackline_mininet.switches import Bmv2Switch, SlacklineSwitch
    from slackline_mininet.topologies import PlannedTopology, plan
    from slackline_mininet.tutorial import TutorialNet, TutorialTopology

    switch_class = {"embedded": SlacklineSwitch, "bmv2": Bmv2Switch}[options.switch]
    switch_options = {"sw_path": options.sw_path, "pcap_dump": options.pcap and str(directory / "pcap")}
    if is_tutorial(options):
        topology = TutorialTopology(options.topology, options.directory)
        return TutorialNet(topology, switch_class, directory, {"log_console": True, "json_path": options.json, **switch_options})
    shape = options.topology or experiment.topology_file(options.experiment, directory)
    planned = plan(shape, options.nodes or 2, options.clients)
    return SlacklineNet(PlannedTopology(planned, switch_class, switch_options), directory)


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
    except project.CommandFailed as e:
        print(f"run.py: {e}", file=sys.stderr)
        return e.exit_code
    except Exception as e:
        if options.verbose:
            raise
        print(f"run.py: {e or type(e).__name__}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
