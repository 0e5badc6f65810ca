"""Sample function "words": turns a small Markdown text into HTML and counts its words.

Markdown here: "#" to "###" headings, "-" lists, paragraphs, **strong** and `code`. The answer is one line of statistics and the
CRC-32 of the HTML: "words=W unique=U longest=L headings=H items=I html=BYTES:CRC top=word:count,...\\n".
"""

from binascii import crc32

import serve

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz'")
TOP = 5


def escape(text):
    return "".join(ESCAPES.get(c, c) for c in text)


def spans(text, mark, tag):
    """Wraps every second piece between marks in the tag; an unmatched last mark stays as it is."""
    pieces = text.split(mark)
    if len(pieces) % 2 == 0:
        pieces[-2:] = [pieces[-2] + mark + pieces[-1]]
    return "".join(f"<{tag}>{p}</{tag}>" if i % 2 else p for i, p in enumerate(pieces))


def inline(text):
    return spans(spans(escape(text), "`", "code"), "**", "strong")


def html(markdown):
    out, paragraph, in_list = [], [], False
    headings = items = 0

    def close(list_too):
        nonlocal in_list
        if paragraph:
            out.append("<p>" + inline(" ".join(paragraph)) + "</p>")
            paragraph.clear()
        if list_too and in_list:
            out.append("</ul>")
            in_list = False

    for line in markdown.split("\n"):
        line = line.strip()
        hashes = len(line) - len(line.lstrip("#"))
        if 1 <= hashes <= 3 and line[hashes : hashes + 1] == " ":
            close(True)
            headings += 1
            out.append(f"<h{hashes}>{inline(line[hashes + 1:])}</h{hashes}>")
        elif line.startswith("- "):
            close(False)
            if not in_list:
                out.append("<ul>")
                in_list = True
            items += 1
            out.append("<li>" + inline(line[2:]) + "</li>")
        elif line:
            if in_list:
                close(True)
            paragraph.append(line)
        else:
            close(True)
    close(True)
    return "\n".join(out), headings, items


def words(text):
    page, headings, items = html(text)
    counts = {}
    total = longest = 0
    for word in "".join(c if c in LETTERS else " " for c in text.lower()).split():
        counts[word] = counts.get(word, 0) + 1
        total += 1
        longest = max(longest, len(word))
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
    encoded = page.encode()
    return (
        f"words={total} unique={len(counts)} longest={longest} headings={headings} items={items} "
        f"html={len(encoded)}:{crc32(encoded):08x} top=" + ",".join(f"{w}:{n}" for w, n in top) + "\n"
    )


if __name__ == "__main__":
    serve.main(words)
