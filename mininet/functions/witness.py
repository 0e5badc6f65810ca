"""Sample function "witness": says where a request was answered, and by which execution.

The answer is one JSON object: `digest`, SHA-256 of the request's body in hexadecimal; `node`; `instance`, drawn at start; `run`, this
instance's executions counted from 1. A caller that knows all its answers can tell whether any request was executed twice.
"""

import hashlib
import itertools
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INSTANCE = os.urandom(4).hex()
RUNS = itertools.count(1)


class Witness(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body leave in one segment

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = {
            "digest": hashlib.sha256(body).hexdigest(),
            "node": os.environ.get("SLACKLINE_NODE", ""),
            "instance": INSTANCE,
            "run": next(RUNS),
        }
        self.reply(json.dumps(answer).encode())

    def do_GET(self):
        self.reply(b"")

    def reply(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Witness).serve_forever()
