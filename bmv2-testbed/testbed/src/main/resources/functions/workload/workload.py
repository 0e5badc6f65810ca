"""What the functions of the NEMO workload have in common: they serve, or write down cases.

A program of the workload calls main(run, make_input): run turns a request's text into an answer's text, make_input turns a number into a
request, always the same one. "PROGRAM --cases N" writes N requests and their answers to 0.txt, 0.txt.answer and so on; without arguments
it serves as the other sample functions do (serve.py).
"""

import sys

import serve

USUAL = 8


def scaled(size, number):
    """The size of request NUMBER: the first eight are of the usual size, each further one is twice as large as the one before."""
    return size << max(0, number - USUAL + 1)


def main(run, make_input):
    if sys.argv[1:2] == ["--cases"]:
        for number in range(int(sys.argv[2])):
            text = make_input(number)
            with open(f"{number}.txt", "w", encoding="utf-8") as file:
                file.write(text)
            with open(f"{number}.txt.answer", "w", encoding="utf-8") as file:
                file.write(run(text))
        return
    serve.main(run)
