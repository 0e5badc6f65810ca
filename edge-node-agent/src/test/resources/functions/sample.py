"""A function for tests: HTTP/1.1 on the unix socket in SOCKET, or on the loopback port in PORT when LISTEN=port.

/echo answers the body; /who its process id; /count how many requests it has run; /env/NAME an environment variable;
/slow/MS answers after MS milliseconds; /hang never; /die ends the process without an answer; /big/BYTES answers that many bytes;
/close answers with Connection: close; /eat/MIB keeps that much memory; /status/N answers that status; /chunked answers in chunks.
"""
import os
import signal
import socket
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
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

    def handle_any(self):
        global count
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
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
        if word == "eat":
            eaten.append(b"x" * (int(argument) << 20))
        if word == "big":
            return self.answer(b"x" * int(argument))
        if word == "close":
            self.close_connection = True
            return self.answer(body, headers=[("Connection", "close")])
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


class TcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


if os.environ.get("FAIL_TO_START"):
    print("this function does not want to start", flush=True)
    sys.exit(3)
if os.environ.get("LISTEN") == "port":
    TcpServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
else:
    UnixServer(os.environ["SOCKET"], Handler).serve_forever()
