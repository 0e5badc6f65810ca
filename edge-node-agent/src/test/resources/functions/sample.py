"""A function for tests: HTTP/1.1 on the unix socket in SOCKET, or on the loopback port in PORT when LISTEN=port.

/echo answers the body; /who its process id; /count how many requests it has run; /env/NAME an environment variable;
/slow/MS answers after MS milliseconds; /hang never; /die ends the process without an answer; /big/BYTES answers that many bytes;
/close answers with Connection: close; /eat/MIB keeps that much memory; /status/N answers that status; /chunked answers in chunks;
/stray answers the process id of a child that outlives it, in a session of its own and without its environment;
/read/PATH answers the file /PATH; /write/PATH writes the body to it; both answer the error if there is one.

These take the body piece by piece: /sum answers its length and CRC-32; /mirror answers it, in chunks, while it arrives; /half/BYTES dies after so many;
/early/STATUS answers before it has read any. /pour/BYTES answers that many with a length, /drip/BYTES in chunks (byte i is 31 i mod 256); /torn/BYTES announces
that many and dies after half of them.
"""
import os
import signal
import socket
import socketserver
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
BLOCK = bytes(i * 31 & 0xFF for i in range(1 << 16))
count = 0
eaten = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = False

    def address_string(self):
        return "local"

    def log_message(self, *args):
        pass

    def answer(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def pieces(self):
        """The body as it arrives."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while left := int(self.rfile.readline().split(b";")[0], 16):
                while left:
                    piece = self.rfile.read1(min(left, 1 << 16))
                    if not piece:
                        raise EOFError("the body breaks off")
                    left -= len(piece)
                    yield piece
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left:
            piece = self.rfile.read1(min(left, 1 << 16))
            if not piece:
                raise EOFError("the body breaks off")
            left -= len(piece)
            yield piece

    def begin(self, length=None):
        self.send_response(200)
        if length is None:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def chunk(self, piece):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def streamed(self, word, argument):
        """True when it was one of those that stream."""
        if word == "sum":
            length = crc = 0
            for piece in self.pieces():
                length += len(piece)
                crc = zlib.crc32(piece, crc)
            self.answer(b"%d %d" % (length, crc))
        elif word == "mirror":
            self.begin()
            for piece in self.pieces():
                self.chunk(piece)
            self.wfile.write(b"0\r\n\r\n")
        elif word == "half":
            length = 0
            for piece in self.pieces():
                length += len(piece)
                if length >= int(argument):
                    os._exit(7)
        elif word == "early":
            self.close_connection = True
            self.answer(b"early", status=int(argument), headers=[("Connection", "close")])
        elif word in ("pour", "torn"):
            self.begin(int(argument))
            for at in range(0, int(argument) // (1 if word == "pour" else 2), len(BLOCK)):
                self.wfile.write(BLOCK[: int(argument) - at])
            if word == "torn":
                os._exit(7)
        elif word == "drip":
            self.begin()
            for at in range(0, int(argument), len(BLOCK)):
                self.chunk(BLOCK[: int(argument) - at])
            self.wfile.write(b"0\r\n\r\n")
        else:
            return False
        return True

    def handle_any(self):
        global count
        path = self.path.split("?")[0]
        if self.streamed(*path[1:].partition("/")[::2]):
            count += 1
            return None
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "/_slackline/ready":
            return self.answer(b"ready")
        count += 1
        word, _, argument = path[1:].partition("/")
        if word == "who":
            return self.answer(str(os.getpid()).encode())
        if word == "count":
            return self.answer(str(count).encode())
        if word == "env":
            return self.answer(os.environ.get(argument, "").encode())
        if word == "headers":
            return self.answer(str(self.headers).encode())
        if word == "slow":
            time.sleep(int(argument) / 1000)
        if word == "hang":
            threading.Event().wait()
        if word == "die":
            os._exit(7)
        if word == "stray":
            return self.answer(b"%d" % os.posix_spawn("/bin/sleep", ["sleep", "1000"], {}, setsid=True))
        if word == "eat":
            eaten.append(b"x" * (int(argument) << 20))
        if word == "big":
            return self.answer(b"x" * int(argument))
        if word == "close":
            self.close_connection = True
            return self.answer(body, headers=[("Connection", "close")])
        if word in ("read", "write"):
            try:
                with open("/" + argument, word[0] + "b") as file:
                    return self.answer(file.read() if word == "read" else b"%d" % file.write(body))
            except OSError as error:
                return self.answer(str(error).encode())
        if word == "status":
            return self.answer(body, status=int(argument))
        if word == "chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (b"one", b"two"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
            return None
        return self.answer(body, headers=[("Request-Path", self.path)])

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


class TcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True


if os.environ.get("FAIL_TO_START"):
    print("this function does not want to start", flush=True)
    sys.exit(3)
if os.environ.get("LISTEN") == "port":
    TcpServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
else:
    UnixServer(os.environ["SOCKET"], Handler).serve_forever()
