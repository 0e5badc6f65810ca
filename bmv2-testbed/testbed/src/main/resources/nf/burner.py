"""Stands for a network function: takes a settable share of one CPU, in milli-cores.

usage: burner.py PIDFILE MILLICORES
Writes its process id into PIDFILE. Each line on standard input is a new share; the end of the input ends it. The CPU time that
the kernel accounted is compared with what is due, so that the share is met also on a busy machine.
"""

import os
import select
import sys
import time

PERIOD_S = 0.005
CATCH_UP_PERIODS = 4
READ_BYTES = 4096


def main():
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
    share = int(sys.argv[2]) / 1000
    due = time.thread_time()
    wake = time.monotonic()
    poll = select.poll()
    poll.register(0, select.POLLIN)  # reads are not buffered: of lines in a buffer, poll knows nothing
    while True:
        wake += PERIOD_S
        wait_ms = max(0.0, wake - time.monotonic()) * 1000
        if poll.poll(wait_ms if share > 0 else None):
            lines = os.read(0, READ_BYTES)
            if not lines:
                return
            share = int(lines.split()[-1]) / 1000
            due = time.thread_time()
            wake = time.monotonic()
            continue
        # An overdraft is paid back in the next period; of a long delay only a few periods are made up for.
        due = min(due + share * PERIOD_S, time.thread_time() + CATCH_UP_PERIODS * share * PERIOD_S)
        value = 1
        while time.thread_time() < due:
            for _ in range(50):
                value = value * 1103515245 + 12345 & 0x7FFFFFFF


if __name__ == "__main__":
    main()
