"""Open-loop load on the function "witness": `python3 load.py HOST PORT RATE`, until standard input closes; then JSON on standard output.

Each request is due at a fixed time and goes over a connection of its own. Latency counts from the due time, so that a stall shows in all
requests that it delayed. No request is sent twice.
"""

import hashlib
import http.client
import json
import math
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

WORKERS = 64
TIMEOUT_SECONDS = 10
ERRORS_SHOWN = 5


def request(host, port, number, due):
    """Sends one request; a dictionary with `error`, or with `latency_us` and what the function answered."""
    body = f"request {number}".encode()
    try:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", "/", body)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status != 200:
            return {"error": f"status {response.status}: {text[:100]!r}"}
        answer = json.loads(text)
        if answer["digest"] != hashlib.sha256(body).hexdigest():
            return {"error": f"wrong answer: {text[:100]!r}"}
        answer["latency_us"] = round((time.monotonic() - due) * 1e6)
        return answer
    except (OSError, http.client.HTTPException, ValueError, KeyError) as e:
        return {"error": f"{type(e).__name__}: {e}"}


def summary(outcomes):
    """Counts of all outcomes. An execution is counted by the function itself: one that nobody got an answer of was too many."""
    good = [each for each in outcomes if "error" not in each]
    executions = {}
    for each in good:
        executions[each["instance"]] = max(each["run"], executions.get(each["instance"], 0))
    latencies = sorted(each["latency_us"] for each in good)
    failed = len(outcomes) - len(good)
    return {
        "requests": {
            "sent": len(outcomes),
            "ok": len(good),
            "failed": failed,
            "duplicated": max(0, sum(executions.values()) - len(outcomes)),
        },
        "latency_us": {name: percentile(latencies, share) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))},
        "answers_by_node": dict(sorted(Counter(each["node"] for each in good).items())),
        "errors": [each["error"] for each in outcomes if "error" in each][:ERRORS_SHOWN],
    }


def percentile(ordered, share):
    """The smallest value that `share` of all do not exceed; None of nothing."""
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None


def run(host, port, rate, ended):
    """Keeps the schedule until the event `ended` is set; the outcomes of all requests."""
    with ThreadPoolExecutor(WORKERS) as workers:
        began = time.monotonic()
        results = []
        while not ended.wait(max(0, began + len(results) / rate - time.monotonic())):
            due = began + len(results) / rate
            results.append(workers.submit(request, host, port, len(results), due))
        return [result.result() for result in results]


def main():
    host, port, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    json.dump(summary(run(host, port, rate, ended)), sys.stdout)


if __name__ == "__main__":
    main()
