"""run.py as a user runs it."""

import json
import signal
import subprocess

from slackline_mininet import project

RUN = project.ROOT / "mininet" / "run.py"
LIMIT_SECONDS = 240


def start(*arguments):
    """run.py with SIGINT as a terminal's programs have it; the launcher of a test run may have had it ignored."""
    return subprocess.Popen(
        [project.PYTHON, str(RUN), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def run_to_end(test, *arguments):
    """What it printed; the test fails when it failed, and is skipped when the machine lacks something."""
    process = start(*arguments)
    test.addCleanup(process.kill)
    output, errors = process.communicate(timeout=LIMIT_SECONDS)
    if process.returncode == 3:
        test.skipTest(errors.strip())
    test.assertEqual(0, process.returncode, errors + output)
    return json.loads(output)
