"""Pancake flips of all permutations (Anderson and Rettig, "Performing Lisp analysis of the FANNKUCH benchmark", 1994): checksum and most flips."""

import workload


def flips_of(permutation):
    stack, count = list(permutation), 0
    while stack[0]:
        first = stack[0]
        stack[: first + 1] = stack[first::-1]
        count += 1
    return count


def permutations(size):
    """In the benchmark's order: each step rotates the first 2, 3, ... elements, as an odometer turns its wheels."""
    order, counts = list(range(size)), [0] * size
    while True:
        yield order
        wheel = 1
        while True:
            if wheel == size:
                return
            order[: wheel + 1] = order[1 : wheel + 1] + order[:1]
            counts[wheel] += 1
            if counts[wheel] <= wheel:
                break
            counts[wheel] = 0
            wheel += 1


def run(text):
    checksum = most = 0
    for index, permutation in enumerate(permutations(int(text))):
        flips = flips_of(permutation)
        most = max(most, flips)
        checksum += -flips if index % 2 else flips
    return f"{checksum}\n{most}\n"


def make_input(number):
    return "7"


if __name__ == "__main__":
    workload.main(run, make_input)
