"""What the servers of payment providers that the tests play have in common: a server on this machine
that keeps what it is asked, that can be told to misbehave, and that tells of what happened by signed
webhooks when the test says so.

Faults are for the next request whose path begins so:

    fake.misbehave("/v1/payment_intents", "lost")

    silent    no answer until the fake is closed, and nothing is done
    hang up   the connection is closed, and nothing is done
    lost      it is done, and then the connection is closed: the answer is lost
    broken    500, and nothing is done
    broken after    500, although it was done
    not JSON  200 with a page of a hotel's network
    slow      it takes a second
    busy      429
"""
import collections
import http.server
import json
import random
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import parse_qsl, urlsplit

Asked = collections.namedtuple("Asked", "method path query headers body")


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status, body):
        super().__init__(status)
        self.status, self.body = status, body


class Fake:
    """`answer(asked)` returns status and JSON; what derives from this also says how a webhook is
    signed and what its body is."""

    def __init__(self):
        self.asked, self.faults, self.events, self.told = [], [], [], []
        self.numbers = collections.Counter()
        self.webhook = None  # url and secret
        self.lock, self.closed = threading.RLock(), threading.Event()
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                split = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, split.path, parse_qsl(split.query), headers,
                              body.decode())
                fake.serve(self, asked)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def hang_up(self):
                self.close_connection = True
                self.connection.close()

            def reply(self, status, text, content_type="application/json"):
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Request-Id", "req_fake")
                self.send_header("Connection", "close")  # what hangs up is not tried again by curl
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # whoever called is gone

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.closed.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    # Being asked ----------------------------------------------------------------------------------

    def misbehave(self, path, *faults):
        self.faults += [(path, fault) for fault in faults]

    def fault_of(self, asked):
        for index, (path, fault) in enumerate(self.faults):
            if asked.path.startswith(path):
                del self.faults[index]
                return fault
        return None

    def serve(self, handler, asked):
        with self.lock:
            self.asked.append(asked)
            fault = self.fault_of(asked)
        if fault == "silent":
            self.closed.wait()
            return handler.hang_up()
        if fault == "hang up":
            return handler.hang_up()
        if fault == "broken":
            return handler.reply(500, '{"error":{"type":"api_error","message":"We are sorry."}}')
        if fault == "busy":
            return handler.reply(429, '{"error":{"type":"api_error","message":"Slowly."}}')
        if fault == "not JSON":
            return handler.reply(200, "<html>Welcome to our hotel</html>", "text/html")
        if fault == "slow":
            time.sleep(1)
        with self.lock:
            try:
                status, body = self.answer(asked)
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
        if fault == "lost":
            return handler.hang_up()
        if fault == "broken after":
            return handler.reply(500, '{"error":{"type":"api_error","message":"We are sorry."}}')
        return handler.reply(status, json.dumps(body))

    def count(self, method, path):
        """How often something was asked."""
        return sum(asked.method == method and asked.path == path for asked in self.asked)

    def new_id(self, prefix):
        self.numbers[prefix] += 1
        return f"{prefix}{self.numbers[prefix]:06d}"

    # Telling --------------------------------------------------------------------------------------

    def tell(self, *, times=1, order=None, delay=0, seconds=None, secret=None):
        """Sends the events that wait, each as often, "reversed" or "shuffled", signed at that time
        with that secret instead of the right ones; the statuses that came back."""
        events, self.events = self.events, []
        if order == "reversed":
            events = events[::-1]
        elif order == "shuffled":
            random.Random(1).shuffle(events)
        time.sleep(delay)
        statuses = []
        for batch in self.batches(events):
            for _ in range(times):
                statuses.append(self.send(json.dumps(batch), seconds, secret))
        return statuses

    def send(self, body, seconds=None, secret=None):
        url, right = self.webhook
        name, value = self.sign(body, secret or right, seconds or time.time())
        request = urllib.request.Request(
            url, body.encode(), {"Content-Type": "application/json", name: value})
        self.told.append((body, value))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
