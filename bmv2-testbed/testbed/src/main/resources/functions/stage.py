"""Sample function "stage": one link of an application that is a chain of functions, each of which calls the next one.

Its result is a SHA-256 chain over the text. With NEXT=HOST:PORT in the environment it sends its result to the function there, over HTTP, and
answers what that one answers; the last one's result is the application's. In file mode (see serve.py) STAGES of them are computed one after the other.
"""

import _socket
import os
from hashlib import sha256

import serve

LINKS = 300
PATIENCE_S = 4.0

following = os.environ.get("NEXT")
if following:
    host, _, port = following.rpartition(":")
    address = (host, int(port))


def work(text):
    link = text.encode()
    for _ in range(LINKS):
        link = sha256(link).digest()
    return link.hex() + "\n"


def call(body):
    """One request on a connection of its own, so that each is steered anew; the text of the answer, without the head line that serve.py puts before it."""
    connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    connection.settimeout(PATIENCE_S)
    try:
        connection.connect(address)
        data = body.encode()
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            % (following.encode(), len(data), data)
        )
        answer = b""
        while True:
            received = connection.recv(serve.RECEIVE_BYTES)
            if not received:
                break
            answer += received
            head, blank, content = answer.partition(b"\r\n\r\n")
            if blank and len(content) >= serve.content_length(head):
                break
    finally:
        connection.close()
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise OSError("the next function answered %r" % answer[:200])
    return content.partition(b"\n")[2].decode()


def stage(text):
    result = text
    for _ in range(int(os.environ.get("STAGES", "1"))):
        result = work(result)
    return call(result) if following else result


if __name__ == "__main__":
    serve.main(stage)
