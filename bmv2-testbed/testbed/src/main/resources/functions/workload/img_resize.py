"""Icons of an image, by Pillow: a PNG in base 64 comes in; the sizes and CRC-32 of icons in five sizes go out."""

import base64
import binascii
import io

from PIL import Image, ImageDraw

import workload

ICONS = (16, 32, 48, 64, 128)
SIDE = 480


def run(text):
    image = Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")
    lines = []
    for side in ICONS:
        icon = image.resize((side, side), Image.Resampling.LANCZOS)
        lines.append(f"{icon.width}x{icon.height} {binascii.crc32(icon.tobytes()):08x}")
    return "\n".join(lines) + "\n"


def make_input(number):
    image = Image.new("RGB", (SIDE, SIDE), (number * 7 % 256, 40, 90))
    draw = ImageDraw.Draw(image)
    for i in range(18):
        at = (i * 29 + number * 13) % SIDE
        draw.ellipse((at - 40, i * 25 - 30, at + 40, i * 25 + 30), fill=(at % 256, i * 14, 255 - i * 12))
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


if __name__ == "__main__":
    workload.main(run, make_input)
