"""Sample function "digest": a chain of SHA-256 over the text, then a checksum of a matrix power made from its last link.

The answer is "CHAIN CHECKSUM\\n", both in hexadecimal. It depends on the text alone.
"""

from hashlib import sha256

import serve

LINKS = 1000
SIZE = 8
MODULUS = 65521


def chain(text):
    link = text.encode()
    for _ in range(LINKS):
        link = sha256(link).digest()
    return link


def matrix_checksum(seed):
    """Sum of the entries of M * M modulo 65521, M being the 8 x 8 matrix whose entry (i, j) is seed[i] * seed[31 - j] + i + j."""
    rows = [[(seed[i] * seed[31 - j] + i + j) % MODULUS for j in range(SIZE)] for i in range(SIZE)]
    columns = list(zip(*rows))
    return sum(sum(a * b for a, b in zip(row, column)) for row in rows for column in columns) % MODULUS


def digest(text):
    last = chain(text)
    return f"{last.hex()} {matrix_checksum(last):04x}\n"


if __name__ == "__main__":
    serve.main(digest)
