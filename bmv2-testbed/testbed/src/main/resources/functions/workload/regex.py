"""Patterns in a made-up gene, after the regex problem of the Computer Language Benchmarks Game: matches of each, then replacements."""

import re

import workload

VARIANTS = [
    re.compile(pattern)
    for pattern in (
        "agggtaaa|tttaccct",
        "[cgt]gggtaaa|tttaccc[acg]",
        "a[act]ggtaaa|tttacc[agt]t",
        "ag[act]gtaaa|tttac[agt]ct",
        "agg[act]taaa|ttta[agt]cct",
        "aggg[acg]aaa|ttt[cgt]ccct",
    )
]
REPLACEMENTS = [(re.compile("tHa[Nt]"), "<4>"), (re.compile("a[cg]t"), "<3>"), (re.compile(r"\n+"), "")]


def gene(length, seed):
    """A linear congruential generator with the constants of the Benchmarks Game's fasta."""
    state, letters = seed, []
    for _ in range(length):
        state = (state * 3877 + 29573) % 139968
        letters.append("acgt"[state * 4 // 139968])
    return "".join(letters)


def run(text):
    length, seed = map(int, text.split())
    sequence = "agggtaaa".join(gene(length // 4, seed + i) for i in range(4))
    lines = [f"{pattern.pattern} {len(pattern.findall(sequence))}" for pattern in VARIANTS]
    for pattern, replacement in REPLACEMENTS:
        sequence = pattern.sub(replacement, sequence)
    return "\n".join(lines) + f"\n{len(sequence)}\n"


def make_input(number):
    return f"{workload.scaled(20000, number)} {42 + number}"


if __name__ == "__main__":
    workload.main(run, make_input)
