import hashlib
import http.server
import json
import threading
import unittest

from slackline_mininet import load


def answer(node, instance, run, latency_us=100):
    return {"node": node, "instance": instance, "run": run, "latency_us": latency_us}


class SummaryTest(unittest.TestCase):
    def test_counts_answers_by_node(self):
        summary = load.summary([answer("n1", "a", 1), answer("n2", "b", 1), answer("n2", "b", 2)])
        self.assertEqual({"sent": 3, "ok": 3, "failed": 0, "duplicated": 0}, summary["requests"])
        self.assertEqual({"n1": 1, "n2": 2}, summary["answers_by_node"])

    def test_a_request_without_a_good_answer_failed(self):
        summary = load.summary([answer("n1", "a", 1), {"error": "status 503"}])
        self.assertEqual({"sent": 2, "ok": 1, "failed": 1, "duplicated": 0}, summary["requests"])
        self.assertEqual(["status 503"], summary["errors"])

    def test_an_execution_more_than_requests_was_a_duplicate(self):
        summary = load.summary([answer("n1", "a", 1), answer("n1", "a", 3)])
        self.assertEqual(1, summary["requests"]["duplicated"])

    def test_percentiles_are_measured_values(self):
        summary = load.summary([answer("n1", "a", run, latency_us=run) for run in range(1, 101)])
        self.assertEqual({"p50": 50, "p99": 99, "max": 100}, summary["latency_us"])

    def test_nothing_has_no_percentiles(self):
        self.assertEqual({"p50": None, "p99": None, "max": None}, load.summary([])["latency_us"])


class Server(http.server.BaseHTTPRequestHandler):
    """Answers as the function does, but wrongly to every request whose number ends in 3."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        digest = hashlib.sha256(body + (b"?" if body.endswith(b"3") else b"")).hexdigest()
        text = json.dumps({"digest": digest, "node": "n1", "instance": "a", "run": 1}).encode()
        self.send_response(503 if body.endswith(b"4") else 200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


class RequestTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever).start()

    def request(self, number):
        return load.request("127.0.0.1", self.server.server_port, number, due=0)

    def test_the_answer_is_checked(self):
        self.assertEqual("n1", self.request(1)["node"])
        self.assertRegex(self.request(3)["error"], "^wrong answer: ")
        self.assertRegex(self.request(4)["error"], "^status 503: ")

    def test_latency_counts_from_the_due_time(self):
        self.assertGreater(self.request(1)["latency_us"], 1_000_000)

    def test_a_refused_connection_is_a_failure_not_a_crash(self):
        with http.server.HTTPServer(("127.0.0.1", 0), Server) as closed:
            port = closed.server_port
        self.assertRegex(load.request("127.0.0.1", port, 1, due=0)["error"], "^ConnectionRefusedError: ")
