import subprocess
import unittest

from slackline_mininet import offloads, project


class OffloadsTest(unittest.TestCase):
    def test_an_interface_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(OSError, "cannot turn rx offload of nosuch0 off: No such device"):
            offloads.disable("nosuch0")

    def test_a_name_too_long_is_refused_before_the_kernel_cuts_it(self):
        with self.assertRaisesRegex(ValueError, "expected 1 to 15 bytes"):
            offloads.disable("a" * 16)

    def test_are_off_on_an_interface_of_the_sandbox(self):
        program = (
            "import subprocess, sys; sys.path.insert(0, sys.argv[1]); from slackline_mininet import offloads;"
            "subprocess.run('ip link add veth0 type veth peer name veth1'.split(), check=True);"
            "print(offloads.transmit_checksums('veth0')); offloads.disable('veth0'); print(offloads.transmit_checksums('veth0'))"
        )
        done = subprocess.run(
            [str(project.LAUNCHER), "sandbox", "--", project.PYTHON, "-c", program, str(project.ROOT / "mininet")],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 3:
            self.skipTest(done.stderr.strip())
        self.assertEqual("True\nFalse\n", done.stdout, done.stderr)
