"""The chaos game (Barnsley, "Fractals Everywhere", 1988): points of a fern, by random choice among four maps; CRC-32 of the picture."""

import binascii
import random

import workload

#      a      b      c     d    e    f     below
MAPS = (
    (0.00, 0.00, 0.00, 0.16, 0.0, 0.00, 0.01),
    (0.85, 0.04, -0.04, 0.85, 0.0, 1.60, 0.86),
    (0.20, -0.26, 0.23, 0.22, 0.0, 1.60, 0.93),
    (-0.15, 0.28, 0.26, 0.24, 0.0, 0.44, 1.01),
)
WIDTH, HEIGHT = 64, 128


def run(text):
    points, seed = map(int, text.split())
    chosen = random.Random(seed)
    picture = bytearray(WIDTH * HEIGHT)
    x = y = 0.0
    for _ in range(points):
        draw = chosen.random()
        for a, b, c, d, e, f, below in MAPS:
            if draw < below:
                x, y = a * x + b * y + e, c * x + d * y + f
                break
        picture[int(y * HEIGHT / 10.1) * WIDTH + int((x + 2.7) * WIDTH / 5.5)] = 1
    return f"{sum(picture)} {binascii.crc32(picture):08x}\n"


def make_input(number):
    return f"{workload.scaled(15000, number)} {number}"


if __name__ == "__main__":
    workload.main(run, make_input)
