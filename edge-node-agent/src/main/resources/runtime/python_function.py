"""Runs Python functions written for other platforms: python_function.py openwhisk | serverledge.

It serves HTTP/1.1 on the unix socket in SOCKET (or the loopback port in PORT), in the working directory that holds the function.

openwhisk: the action contract. POST /init {"value": {"name", "main", "code", "binary", "env"}} loads the action, once: source text, or with
"binary" the base64 of a zip whose __main__.py has the function "main". POST /run {"value": {...}, "activation_id": ..., ...} calls it with the value
as its dictionary, every other field in the environment as __OW_NAME, and answers with the dictionary or list that it returns.

serverledge: the executor contract. POST /invoke {"Params": {...}, "Handler": "module.function", "HandlerDir": "/dir", "ReturnOutput": false} calls
function(params, context) and answers {"Success": true, "Result": "JSON text", "Output": "..."}.
"""

import base64
import contextlib
import importlib
import io
import json
import os
import signal
import socketserver
import sys
import threading
import traceback
import zipfile
from http.server import BaseHTTPRequestHandler


class Failed(Exception):
    """An answer other than 200."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class OpenWhisk:
    def __init__(self):
        self.function = None
        self.lock = threading.Lock()

    def answer(self, path, request):
        if path == "/init":
            with self.lock:
                return self.init(request.get("value") or {})
        if path == "/run":
            return self.run(request)
        raise Failed(404, "expected POST /init or POST /run")

    def init(self, value):
        if self.function is not None:
            raise Failed(403, "Cannot initialize the action more than once.")
        name, code = value.get("main") or "main", value.get("code") or ""
        if not code:
            raise Failed(403, "Missing main/no code to execute.")
        for key, setting in (value.get("env") or {}).items():
            os.environ[key] = setting if isinstance(setting, str) else json.dumps(setting)
        try:
            namespace = self.load(code, bool(value.get("binary")))
        except Exception:
            traceback.print_exc()
            raise Failed(502, "The action failed to load: " + traceback.format_exc(limit=0).strip()) from None
        if not callable(namespace.get(name)):
            raise Failed(502, "The action has no function \"%s\"." % name)
        self.function = namespace[name]
        return {"ok": True}

    @staticmethod
    def load(code, binary):
        file = "action.py"
        if binary:
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(code))) as archive:
                archive.extractall(".")
            file = "__main__.py"
            activate = os.path.abspath("virtualenv/bin/activate_this.py")
            if os.path.exists(activate):
                with open(activate, encoding="utf-8") as script:
                    exec(compile(script.read(), activate, "exec"), {"__file__": activate})
            with open(file, encoding="utf-8") as source:
                code = source.read()
        namespace = {"__name__": "action", "__file__": os.path.abspath(file), "__builtins__": __builtins__}
        exec(compile(code, file, "exec"), namespace)
        return namespace

    def run(self, request):
        if self.function is None:
            raise Failed(403, "The action is not initialized.")
        for key, setting in request.items():
            if key != "value":
                os.environ["__OW_" + key.upper()] = setting if isinstance(setting, str) else json.dumps(setting)
        try:
            result = self.function(request.get("value") or {})
        except Exception as raised:
            traceback.print_exc()
            raise Failed(502, "An error has occurred: %s" % raised) from None
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
        if not isinstance(result, (dict, list)):
            raise Failed(502, "The action did not return a dictionary or array.")
        return result


class Serverledge:
    def __init__(self):
        self.functions = {}

    def answer(self, path, request):
        if not path.startswith("/invoke"):
            raise Failed(404, "expected POST /invoke")
        handler, directory = request.get("Handler") or "", request.get("HandlerDir") or "."
        printed = io.StringIO()
        capture = contextlib.ExitStack()
        if request.get("ReturnOutput"):
            capture.enter_context(contextlib.redirect_stdout(printed))
            capture.enter_context(contextlib.redirect_stderr(printed))
        try:
            with capture:
                result = json.dumps(self.function(handler, directory)(request.get("Params") or {}, self.context()))
            return {"Success": True, "Result": result, "Output": printed.getvalue()}
        except Exception:
            traceback.print_exc()
            return {"Success": False, "Result": "", "Output": printed.getvalue() + traceback.format_exc(limit=0)}
        finally:
            sys.stdout.flush()

    @staticmethod
    def context():
        return json.loads(os.environ.get("CONTEXT") or "{}")

    def function(self, handler, directory):
        key = (handler, directory)
        if key not in self.functions:
            module, _, name = handler.rpartition(".")
            if directory not in sys.path:
                sys.path.insert(1, directory)
            self.functions[key] = getattr(importlib.import_module(module), name)
        return self.functions[key]


def handler(contract):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def address_string(self):
            return "agent"

        def log_message(self, *_):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                request = json.loads(body or b"{}")
                if not isinstance(request, dict):
                    raise Failed(400, "expected a JSON object")
                self.reply(200, contract.answer(self.path.split("?")[0], request))
            except Failed as failed:
                self.reply(failed.status, {"error": str(failed)})
            except ValueError as malformed:
                self.reply(400, {"error": "not a JSON request: %s" % malformed})

        def do_GET(self):
            self.reply(200 if self.path == "/_slackline/ready" else 404, {})

        def reply(self, status, answer):
            out = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

    return Handler


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    sys.path.insert(0, os.getcwd())
    contract = {"openwhisk": OpenWhisk, "serverledge": Serverledge}[sys.argv[1]]()
    UnixServer(os.environ["SOCKET"], handler(contract)).serve_forever()


main()
