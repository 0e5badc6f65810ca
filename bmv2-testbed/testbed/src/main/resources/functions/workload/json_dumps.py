"""Objects to JSON and back: a nested document of the given size is written, read and compared; its length and CRC-32 go out."""

import binascii
import json

import workload


def document(records):
    return {
        "records": [
            {
                "id": i,
                "name": f"record {i}",
                "tags": ["edge", "slack", None, i % 2 == 0],
                "position": {"x": i / 7, "y": -i / 3, "label": "\u00e4\u4f60" * 3},
                "history": list(range(i % 9)),
            }
            for i in range(records)
        ]
    }


def run(text):
    whole = document(int(text))
    written = json.dumps(whole, sort_keys=True)
    if json.loads(written) != whole:
        raise ValueError("read back, it is another document")
    return f"{len(written)} {binascii.crc32(written.encode()):08x}\n"


def make_input(number):
    return str(500 + number)


if __name__ == "__main__":
    workload.main(run, make_input)
