"""Skips where Mininet is not installed, with the reason that the project's test summary groups by."""

import unittest

try:
    import mininet.net  # noqa: F401

    INSTALLED = True
except ImportError:
    INSTALLED = False

REASON = "[mininet] not installed: apt-get install --no-install-recommends mininet bridge-utils iputils-ping"


def requires_mininet(test):
    return unittest.skipUnless(INSTALLED, REASON)(test)
