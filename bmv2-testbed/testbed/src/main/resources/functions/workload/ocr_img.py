"""Text in an image, by Tesseract's library: a grey image in base 64 (PGM) comes in, its text goes out.

The library is called directly (its C API, capi.h of Tesseract 5), so that an instance loads the language once and not for each request.
"""

import base64
import ctypes
import os

import workload

os.environ["OMP_THREAD_LIMIT"] = "1"
SINGLE_LINE = 7
WORDS = "SLACK SWITCH EDGE NODE PACKET FLOW BUDGET CORE CYCLE REQUEST ANSWER REPORT QUEUE SERVER".split()

# mallopt(3): what was freed is kept, in one arena for all threads; otherwise each page is given back and faulted in again for each image.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
libc = ctypes.CDLL(None)
libc.mallopt(M_ARENA_MAX, 1)
libc.mallopt(M_MMAP_THRESHOLD, 1 << 29)
libc.mallopt(M_TRIM_THRESHOLD, 1 << 29)

library = ctypes.CDLL("libtesseract.so.5")
library.TessBaseAPICreate.restype = ctypes.c_void_p
library.TessBaseAPIInit3.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
library.TessBaseAPISetPageSegMode.argtypes = [ctypes.c_void_p, ctypes.c_int]
library.TessBaseAPISetImage.argtypes = [ctypes.c_void_p, ctypes.c_char_p] + 4 * [ctypes.c_int]
library.TessBaseAPISetSourceResolution.argtypes = [ctypes.c_void_p, ctypes.c_int]
library.TessBaseAPIGetUTF8Text.argtypes = [ctypes.c_void_p]
library.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
library.TessDeleteText.argtypes = [ctypes.c_void_p]
engine = library.TessBaseAPICreate()
if library.TessBaseAPIInit3(engine, None, b"eng"):
    raise SystemExit("tesseract has no English: apt-get install tesseract-ocr-eng")
library.TessBaseAPISetPageSegMode(engine, SINGLE_LINE)


def run(text):
    magic, size, _, pixels = base64.b64decode(text).split(b"\n", 3)
    if magic != b"P5":
        raise ValueError("a binary PGM is expected")
    width, height = map(int, size.split())
    library.TessBaseAPISetImage(engine, pixels, width, height, 1, width)
    library.TessBaseAPISetSourceResolution(engine, 150)
    found = library.TessBaseAPIGetUTF8Text(engine)
    try:
        return ctypes.string_at(found).decode().strip() + "\n"
    finally:
        library.TessDeleteText(found)


def make_input(number):
    from PIL import Image, ImageDraw, ImageFont

    text = text_of(number)
    font = ImageFont.load_default()
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (right + 12, bottom + 10), 255)
    ImageDraw.Draw(image).text((6, 5), text, fill=0, font=font)
    image = image.resize((image.width * 3, image.height * 3), Image.Resampling.BICUBIC)
    header = f"P5\n{image.width} {image.height}\n255\n".encode()
    return base64.b64encode(header + image.tobytes()).decode()


def text_of(number):
    return f"{WORDS[number % 14]} {WORDS[number * 5 % 14]} {WORDS[(number * 3 + 1) % 14]}"


if __name__ == "__main__":
    workload.main(run, make_input)
