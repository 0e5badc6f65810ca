"""Turns the offloads of interfaces off, as `ethtool -K` does, without ethtool: `python3 offloads.py INTERFACE...`

A P4 switch that forwards frames between veths needs real checksums and frames of wire size in them. See SIOCETHTOOL in
linux/ethtool.h and netdevice(7). Works on the interfaces of the network namespace of its process.
"""

import ctypes
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
NAME_BYTES = 15
SETTERS = {
    "rx": 0x15,  # ETHTOOL_SRXCSUM
    "tx": 0x17,  # ETHTOOL_STXCSUM
    "sg": 0x19,  # ETHTOOL_SSG
    "tso": 0x1F,  # ETHTOOL_STSO
    "gso": 0x24,  # ETHTOOL_SGSO
    "gro": 0x2C,  # ETHTOOL_SGRO
}
GET_TX = 0x16  # ETHTOOL_GTXCSUM


def disable(interface):
    """Checksums, scatter-gather, segmentation and aggregation off; OSError names the interface and the offload."""
    for name, setter in SETTERS.items():
        try:
            _ethtool(interface, setter, 0)
        except OSError as e:
            raise OSError(e.errno, f"cannot turn {name} offload of {interface} off: {e.strerror}") from e


def transmit_checksums(interface):
    """Whether the interface leaves checksums to hardware that a veth does not have."""
    return _ethtool(interface, GET_TX, 0) != 0


def _ethtool(interface, command, value):
    """One struct ethtool_value {u32 cmd; u32 data;} by way of struct ifreq {char name[16]; void *data;}; the data after the call."""
    name = interface.encode()
    if not 0 < len(name) <= NAME_BYTES:
        raise ValueError(f'interface "{interface}": expected 1 to {NAME_BYTES} bytes')
    argument = ctypes.create_string_buffer(struct.pack("=II", command, value), 8)
    request = struct.pack("@16sP16x", name, ctypes.addressof(argument))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, SIOCETHTOOL, request)
    return struct.unpack("=II", argument.raw)[1]


if __name__ == "__main__":
    for each in sys.argv[1:]:
        disable(each)
