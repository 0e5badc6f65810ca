"""A small HTTP/1.1 keep-alive server for the process contract, and the answer format of the sample functions.

The agent starts the program with SOCKET (path of a unix socket to listen on) or PORT (a loopback TCP port) in its
environment. GET /_slackline/ready is answered at once; any other request runs the function on its body.

The body is "ID\\nTEXT", ID being 1 to 16 hexadecimal digits, or TEXT alone. The answer is
"ID NODE INSTANCE RUN\\nRESULT": INSTANCE is drawn at start, RUN counts this instance's executions from 1. A caller that knows
all its answers can thus tell whether any request was executed twice.

Only what is needed is imported, so that a cold start takes some 20 ms.
"""

import _signal
import _socket
import _thread
import os
import sys

RECEIVE_BYTES = 65536
NO_CONTENT = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"

instance = os.urandom(4).hex()
node = os.environ.get("SLACKLINE_NODE") or "-"
runs = 0
runs_lock = _thread.allocate_lock()


def answer(function, body):
    """The whole answer body to a whole request body."""
    global runs
    first, newline, rest = body.partition(b"\n")
    if newline and 0 < len(first) <= 16 and all(c in b"0123456789abcdef" for c in first):
        request_id, text = first.decode(), rest
    else:
        request_id, text = "-", body
    result = function(text.decode("utf-8", "replace"))
    with runs_lock:
        runs += 1
        run = runs
    return f"{request_id} {node} {instance} {run}\n{result}".encode()


def content_length(head):
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def converse(function, connection):
    """Answers the requests of one connection, pipelined ones in order, until the other side closes it."""
    buffer = b""
    try:
        while True:
            end = buffer.find(b"\r\n\r\n")
            while end < 0:
                received = connection.recv(RECEIVE_BYTES)
                if not received:
                    return
                buffer += received
                end = buffer.find(b"\r\n\r\n")
            head = buffer[:end]
            whole = end + 4 + content_length(head)
            while len(buffer) < whole:
                received = connection.recv(RECEIVE_BYTES)
                if not received:
                    return
                buffer += received
            body, buffer = buffer[end + 4 : whole], buffer[whole:]
            if head.startswith(b"GET /_slackline/ready "):
                connection.sendall(NO_CONTENT)
                continue
            out = answer(function, body)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
                % (len(out), out)
            )
    except (ConnectionResetError, BrokenPipeError):
        return
    finally:
        connection.close()


def listener():
    path = os.environ.get("SOCKET")
    if path:
        server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        server.bind(path)
    else:
        server = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        server.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", int(os.environ["PORT"])))
    server.listen(128)
    return server


def stop(signal_number, frame):
    os._exit(0)


def main(function):
    """Serves the function; with arguments, prints its answer to each named file instead."""
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            with open(name, "rb") as file:
                result = function(file.read().decode("utf-8", "replace"))
            with open(name + ".answer", "wb") as file:
                file.write(result.encode())
        return
    _signal.signal(_signal.SIGTERM, stop)
    server = listener()
    while True:
        descriptor, _ = server._accept()
        connection = _socket.socket(fileno=descriptor)
        connection.settimeout(None)
        _thread.start_new_thread(converse, (function, connection))
