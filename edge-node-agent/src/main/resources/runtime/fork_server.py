"""The fork server of the agent for Python functions: one warm interpreter, forked for each new instance.

It reads requests from its standard input and writes one line for each event to its standard output. A request is a 4-byte big-endian length
and that many bytes of fields NAME=VALUE, each ended by a NUL byte:

  start=ID             fork an instance, with
    cwd, log           its working directory, and the file that takes its output
    arg (repeated)     the script and its arguments
    env (repeated)     its whole environment, NAME=VALUE
    join (repeated)    cgroup.procs files that it writes itself into before anything else
    limit (repeated)   NAME:VALUE, a limit of setrlimit(2) without RLIMIT_, soft and hard
    cpus               the cores that it may run on, separated by commas; absent: all
    nice               nice value of its autogroup; absent: unchanged
    idle               present: it begins under SCHED_IDLE
  signal=ID, number    signal the process group of an instance, if that still lives

Events: "ready VERSION MODULES", "started ID PID", "failed ID REASON", "ended ID STATUS" (128 + signal, as shells say it).

Every instance leads a session, and the kernel kills it when this process dies; this process dies with its agent. An instance is reaped
here and signalled from here only, so that no signal meets a process that got the same number later.
"""

import gc
import os
import resource
import select
import signal
import sys

PRELOADED = """argparse array ast asyncio base64 bisect calendar codecs collections concurrent.futures contextlib copy csv ctypes dataclasses
datetime decimal email.message enum fractions functools glob gzip hashlib heapq hmac html html.parser http.client http.server io ipaddress itertools
json logging math mimetypes operator os os.path pathlib pickle platform pprint queue random re secrets select selectors shlex shutil signal
socket socketserver ssl statistics string struct subprocess tempfile textwrap threading time traceback types typing unicodedata urllib.error
urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib""".split()

PR_SET_PDEATHSIG = 1
PARENT = os.getpid()
COERCED_LOCALE = os.environ.get("LC_CTYPE")  # Set by the interpreter itself, as in every fresh one: PEP 538.


class Task:
    """What the child that was just forked has to run."""

    def __init__(self, fields):
        self.fields = fields

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def one(self, name, default=None):
        values = self.all(name)
        return values[0] if values else default


def preload(modules):
    missing = []
    for name in modules:
        try:
            __import__(name)
        except Exception as failed:
            missing.append("%s (%s)" % (name, failed))
    if missing:
        print("fork server: not preloaded: " + ", ".join(missing), file=sys.stderr, flush=True)


def kill_with_parent():
    """The function that asks the kernel to kill the calling process when its parent dies: prctl(2)."""
    import ctypes

    call = ctypes.CDLL(None, use_errno=True).prctl

    def ask():
        if call(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != PARENT:
            os._exit(128 + signal.SIGKILL)

    return ask


def read_exactly(descriptor, count):
    data = b""
    while len(data) < count:
        more = os.read(descriptor, count - len(data))
        if not more:
            return None
        data += more
    return data


def signal_group(pid, which):
    """The instance is not reaped yet, so the number is still its own, alive or not."""
    try:
        os.killpg(pid, which)
    except ProcessLookupError:
        os.kill(pid, which)  # It has not begun its session yet.


class Server:
    def __init__(self, requests, events):
        self.requests = requests
        self.events = events
        self.die_with_parent = kill_with_parent()
        self.living = {}  # pid descriptor -> (id, pid)
        self.poll = select.poll()
        self.poll.register(requests, select.POLLIN)

    def tell(self, *words):
        line = (" ".join(str(word) for word in words) + "\n").encode("utf-8", "replace")
        while line:
            line = line[os.write(self.events, line) :]

    def run(self):
        """Returns in a child only, with its task."""
        self.tell("ready", "%d.%d.%d" % sys.version_info[:3], len(sys.modules))
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor != self.requests:
                    self.reap(descriptor)
                    continue
                task = self.serve()
                if task:
                    return task

    def serve(self):
        head = read_exactly(self.requests, 4)
        body = head and read_exactly(self.requests, int.from_bytes(head, "big"))
        if not body:
            for _, pid in self.living.values():
                signal_group(pid, signal.SIGKILL)
            os._exit(0)
        task = Task([os.fsdecode(field).split("=", 1) for field in body.split(b"\0") if field])
        if task.one("signal"):
            self.signal(task.one("signal"), int(task.one("number")))
            return None
        return self.fork(task)

    def fork(self, task):
        number = task.one("start")
        try:
            pid = os.fork()
            if pid == 0:
                return task
        except OSError as refused:
            self.tell("failed", number, "fork: %s" % refused)
            return None
        self.tell("started", number, pid)
        descriptor = os.pidfd_open(pid)
        self.living[descriptor] = (number, pid)
        self.poll.register(descriptor, select.POLLIN)
        return None

    def signal(self, number, which):
        for each, pid in self.living.values():
            if each == number:
                signal_group(pid, which)

    def reap(self, descriptor):
        number, pid = self.living.pop(descriptor)
        self.poll.unregister(descriptor)
        os.close(descriptor)
        signal_group(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self.tell("ended", number, 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


def limit(task):
    for pair in task.all("limit"):
        name, value = pair.split(":")
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (int(value), int(value)))
        except ValueError as refused:
            print("limit %s stays as it is: %s" % (name, refused), file=sys.stderr, flush=True)


def yield_to_others(task):
    """Priorities and control groups; what the kernel refuses stays as it is."""
    if task.one("cpus"):
        os.sched_setaffinity(0, [int(core) for core in task.one("cpus").split(",")])
    for group in task.all("join"):
        try:
            with open(group, "w") as file:
                file.write("0")
        except OSError as refused:
            print("control group %s cannot be joined: %s" % (group, refused), file=sys.stderr, flush=True)
    if task.one("nice"):
        try:
            with open("/proc/self/autogroup", "w") as file:
                file.write(task.one("nice"))
        except OSError:
            pass  # No autogroups here, or ten changes in this second already: sched(7).
    if task.one("idle"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def become(task, server):
    """Makes the forked child what a fresh interpreter with that script would be."""
    os.setsid()
    server.die_with_parent()
    log = os.open(task.one("log"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.closerange(3, max([log, server.requests, server.events, *server.living]) + 1)
    yield_to_others(task)
    limit(task)
    os.chdir(task.one("cwd"))
    os.environ.clear()
    for pair in task.all("env"):
        name, value = pair.split("=", 1)
        os.environ[name] = value
    if COERCED_LOCALE and "LC_ALL" not in os.environ:
        os.environ["LC_CTYPE"] = COERCED_LOCALE
    if "TZ" in os.environ:
        import time

        time.tzset()


def load(script):
    """The code of the script and the namespace of its __main__, as the interpreter makes them: no spec, absolute file name."""
    import builtins
    import importlib.machinery
    import io
    import types

    path = os.path.abspath(script)
    sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    with io.open_code(path) as file:
        source = file.read()
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__builtins__ = builtins
    module.__loader__ = importlib.machinery.SourceFileLoader("__main__", path)
    module.__cached__ = None
    module.__annotations__ = {}
    sys.modules["__main__"] = module
    return compile(source, path, "exec", dont_inherit=True), module.__dict__


def main():
    del sys.path[0]
    preload([*PRELOADED, *sys.argv[1:]])
    requests, events = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    server = Server(requests, events)
    gc.collect()
    gc.freeze()
    task = server.run()
    # From here on this is the child.
    try:
        become(task, server)
    except OSError as failed:
        print("the instance cannot be set up: %s" % failed, file=sys.stderr, flush=True)
        os._exit(127)
    arguments = task.all("arg")
    sys.argv[:] = arguments
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = [sys.executable, *arguments]
    return arguments[0]


script = main()
try:
    code, namespace = load(script)
    del script
    exec(code, namespace)
except SystemExit:
    raise
except BaseException as uncaught:
    trace = uncaught.__traceback__.tb_next
    try:
        sys.stdout.flush()
    except (AttributeError, ValueError, OSError):
        pass  # The script has closed or replaced it.
    sys.excepthook(type(uncaught), uncaught.with_traceback(trace), trace)
    sys.exit(1)
