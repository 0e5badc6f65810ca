"""A function that misbehaves as its path says: /forks, /leaks, /prints, /hangs, /dies; anything else is answered at once."""
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return "local"

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path == "/forks":
            while True:
                try:
                    if os.fork() == 0:
                        signal.pause()
                except OSError:
                    os._exit(9)
        if self.path == "/leaks":
            kept = []
            while True:
                kept.append(b"x" * (8 << 20))
        if self.path == "/prints":
            for _ in range(64):
                sys.stdout.write("x" * (1 << 20))
            sys.stdout.flush()
        if self.path == "/hangs":
            threading.Event().wait()
        if self.path == "/dies":
            os._exit(7)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


Server(os.environ["SOCKET"], Handler).serve_forever()
