"""Digits of pi, one after the other, by the unbounded spigot of Gibbons ("Unbounded spigot algorithms for the digits of pi", 2006)."""

import workload


def digits():
    q, r, t, k, n, factor = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, n, factor, k = (
                q * k,
                (2 * q + r) * factor,
                t * factor,
                (q * (7 * k + 2) + r * factor) // (t * factor),
                factor + 2,
                k + 1,
            )


def run(text):
    source = digits()
    return "".join(str(next(source)) for _ in range(int(text))) + "\n"


def make_input(number):
    return str(400 + number)


if __name__ == "__main__":
    workload.main(run, make_input)
