"""Prints what a program can see of how it was started, one thing a line; then ends as its first argument says."""
import os
import resource
import signal
import sys
import threading

print("argv", sys.argv)
print("orig_argv", [os.path.basename(word) for word in sys.orig_argv])
print("path", sys.path)
print("module", __name__, __file__, __doc__[:6], __spec__, __package__, __cached__, sys.modules["__main__"].__dict__ is globals())
print("names", sorted(name for name in globals()))
print("cwd", os.getcwd())
print("environment", sorted(os.environ.items()))
print("leads its session", os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid())
print("descriptors", sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1])
print("standard input", sys.stdin.read())
print("streams", sys.stdout.encoding, sys.stdout.line_buffering, sys.stderr.errors, sys.stdout.write_through)
print("flags", sys.flags)
print("signals", [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)])
print("blocked", signal.pthread_sigmask(signal.SIG_BLOCK, []))
print("limits", resource.getrlimit(resource.RLIMIT_NOFILE))
print("thread", threading.current_thread() is threading.main_thread(), threading.active_count())
print("executable", sys.executable)

how = sys.argv[1] if len(sys.argv) > 1 else ""
if how.startswith("exit:"):
    sys.exit(int(how[5:]))
if how == "say":
    sys.exit("the last word")
if how == "raise":
    raise ValueError("as asked")
if how == "signal":
    os.kill(os.getpid(), signal.SIGSEGV)
if how == "wait":
    sys.stdout.flush()
    threading.Event().wait()
