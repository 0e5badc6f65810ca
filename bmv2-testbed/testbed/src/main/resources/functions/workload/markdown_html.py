"""Markdown to HTML, by the markdown package, with tables, footnotes and a table of contents."""

import random

import markdown

import workload

WORDS = "slack switch edge node packet flow budget core cycle request answer report queue server function network".split()
converter = markdown.Markdown(extensions=["tables", "fenced_code", "footnotes", "toc", "def_list"])


def run(text):
    return converter.reset().convert(text)


def make_input(number):
    chosen = random.Random(number)

    def words(count):
        return " ".join(chosen.choice(WORDS) for _ in range(count))

    sections = []
    for section in range(6):
        rows = "\n".join(f"| {words(1)} | {chosen.randrange(100)} |" for _ in range(3))
        items = "\n".join(f"- {words(4)} *{words(1)}*" for _ in range(3))
        sections.append(
            f"## {words(3)}\n\n{words(20)} **{words(2)}** and `{words(1)}`[^{section}].\n\n{items}\n\n"
            f"| what | much |\n| --- | --- |\n{rows}\n\n[^{section}]: {words(5)}\n"
        )
    return f"# Page {number}\n\n" + "\n".join(sections)


if __name__ == "__main__":
    workload.main(run, make_input)
