"""The sun and its four large planets under gravity, as in the n-body problem of the Computer Language Benchmarks Game; energy before and after."""

import math

import workload

SOLAR_MASS = 4 * math.pi**2
YEAR = 365.24
STEP = 0.01
PLANETS = (
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    (4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
     0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
    (8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
     -0.00276742510726411350, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
    (12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
     0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
    (15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
     0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
)  # fmt: skip


def system():
    bodies = [[x, y, z, vx * YEAR, vy * YEAR, vz * YEAR, mass * SOLAR_MASS] for x, y, z, vx, vy, vz, mass in PLANETS]
    for axis in (3, 4, 5):
        bodies[0][axis] = -sum(body[axis] * body[6] for body in bodies) / SOLAR_MASS
    return bodies


def energy(bodies):
    total = 0.0
    for i, body in enumerate(bodies):
        total += 0.5 * body[6] * (body[3] ** 2 + body[4] ** 2 + body[5] ** 2)
        for other in bodies[i + 1 :]:
            total -= body[6] * other[6] / math.dist(body[:3], other[:3])
    return total


def advance(pairs, bodies, steps):
    for _ in range(steps):
        for one, two in pairs:
            dx, dy, dz = one[0] - two[0], one[1] - two[1], one[2] - two[2]
            pull = STEP * (dx * dx + dy * dy + dz * dz) ** -1.5
            first, second = one[6] * pull, two[6] * pull
            one[3] -= dx * second
            one[4] -= dy * second
            one[5] -= dz * second
            two[3] += dx * first
            two[4] += dy * first
            two[5] += dz * first
        for body in bodies:
            body[0] += STEP * body[3]
            body[1] += STEP * body[4]
            body[2] += STEP * body[5]


def run(text):
    bodies = system()
    pairs = [(one, two) for i, one in enumerate(bodies) for two in bodies[i + 1 :]]
    before = energy(bodies)
    advance(pairs, bodies, int(text))
    return f"{before:.9f}\n{energy(bodies):.9f}\n"


def make_input(number):
    return str(workload.scaled(2000, number))


if __name__ == "__main__":
    workload.main(run, make_input)
