"""Runs a Python script that insists on a port of its own, such as 8080: on_port.py FIXED SCRIPT ARGUMENT...

Binding an IPv4 socket to the port FIXED binds it to the loopback port in the environment variable PORT instead, so that many such programs
run beside each other. The script notices nothing else: sys.argv, sys.path and __main__ are what they would be.
"""

import os
import runpy
import socket
import sys

fixed, script = int(sys.argv[1]), sys.argv[2]
original = socket.socket.bind


def bind(self, address):
    if self.family == socket.AF_INET and address[1] == fixed:
        address = ("127.0.0.1", int(os.environ["PORT"]))
    return original(self, address)


socket.socket.bind = bind
sys.argv[:] = sys.argv[2:]
sys.path[0] = os.path.dirname(os.path.realpath(script))
runpy.run_path(script, run_name="__main__")
