#!/usr/bin/env python3
"""Sends build/http_probe what no decent client sends, and looks at what comes back.

    tests/http_abuse.py --probe build/http_probe     starts and stops it
    tests/http_abuse.py --port 8080                  one that runs already

One line per check; the last line is `N passed, N failed`. --quick leaves out what takes half a
minute of waiting.
"""
import argparse
import json
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

HOST = b"Host: localhost\r\n"
AUTH = b"Authorization: Basic dGVzdDp0ZXN0\r\n"
MIB = 1024 * 1024


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Closed(Exception):
    """The server closed the connection where an answer was due."""


class Client:
    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the refusal may come before all is sent

    def more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed
        self.rest += data

    def receive(self, has_body=True):
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            headers[name.lower()] = value
        size = int(headers.get("content-length", 0)) if has_body else 0
        while len(self.rest) < size:
            self.more()
        body, self.rest = self.rest[:size], self.rest[size:]
        return Answer(int(lines[0].split()[1]), headers, body)

    def ask(self, data, has_body=True):
        self.send(data)
        return self.receive(has_body)

    def is_closed(self):
        try:
            while True:
                self.more()
        except Closed:
            return True
        except (socket.timeout, TimeoutError):
            return False


def get(path, headers=b""):
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


def post(path, body=b"", headers=b""):
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + length + headers + b"\r\n" + body


def chunked(body, size=8192):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def expect(is_true, what):
    if not is_true:
        raise AssertionError(what)


def expect_status(answer, *statuses):
    expect(answer.status in statuses, f"{answer.status}, not {statuses}: {answer.body[:200]!r}")


# Each of these heads must be refused and the connection closed. ----------------------------------

AMBIGUOUS = {
    "Content-Length twice, different":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} " % HOST,
    "Content-Length twice, the same":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}" % HOST,
    "Content-Length and Transfer-Encoding":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\n{}\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding and Content-Length":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"
        b"2\r\n{}\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding twice":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
        b"\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding twice, first unknown":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n"
        b"\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding: gzip":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: gzip\r\n\r\n" % HOST,
    "Transfer-Encoding: gzip, chunked":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding: identity":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: identity\r\n\r\n" % HOST,
    "Transfer-Encoding with a space behind it":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked \r\n\r\n0\r\n\r\n" % HOST,
    "Transfer-Encoding empty":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding:\r\n\r\n" % HOST,
    "Transfer-Encoding in HTTP/1.0":
        b"POST /v1/Echo HTTP/1.0\r\n%sTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % HOST,
    "Content-Length: +2": b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: +2\r\n\r\n{}" % HOST,
    "Content-Length: -2": b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: -2\r\n\r\n{}" % HOST,
    "Content-Length: 2, 2": b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 2, 2\r\n\r\n{}" % HOST,
    "Content-Length: 0x2": b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 0x2\r\n\r\n{}" % HOST,
    "Content-Length: 2 with a letter":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 2a\r\n\r\n{}" % HOST,
    "Content-Length empty": b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: \r\n\r\n" % HOST,
    "a space before the colon":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length : 2\r\n\r\n{}" % HOST,
    "a space in a header's name": get(b"/v1/Open", b"X Y: 1\r\n"),
    "a tab in a header's name": get(b"/v1/Open", b"X\tY: 1\r\n"),
    "a control character in a header's name": get(b"/v1/Open", b"X\x01Y: 1\r\n"),
    "a header without a name": get(b"/v1/Open", b": 1\r\n"),
    "a header without a colon": get(b"/v1/Open", b"nonsense\r\n"),
    "a header continued on a second line": get(b"/v1/Open", b"X-A: 1\r\n 2\r\n"),
    "Transfer-Encoding continued on a second line":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n x\r\n\r\n0\r\n\r\n" % HOST,
    "a first header that is a continuation":
        b"GET /v1/Open HTTP/1.1\r\n X: 1\r\n%s\r\n" % HOST,
    "NUL in a header's value": get(b"/v1/Open", b"X-A: 1\x002\r\n"),
    "NUL in the last header's value": b"GET /v1/Open HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
    "NUL at the end of a value": get(b"/v1/Open", b"X-A: 1\x00\r\n"),
    "NUL in a header's name": get(b"/v1/Open", b"X\x00A: 1\r\n"),
    "NUL in the path": get(b"/v1/Open\x00x"),
    "a control character in a value": get(b"/v1/Open", b"X-A: 1\x012\r\n"),
    "CR in a value": get(b"/v1/Open", b"X-A: 1\rContent-Length: 5\r\n"),
    "LF alone ends a header": b"GET /v1/Open HTTP/1.1\r\nX-A: 1\n%s\r\n" % HOST,
    "LF alone ends the request line": b"GET /v1/Open HTTP/1.1\n%s\r\n" % HOST,
    "LF alone ends the head": b"GET /v1/Open HTTP/1.1\r\nHost: a\r\n\n",
    "no Host": b"GET /v1/Open HTTP/1.1\r\n\r\n",
    "two Hosts": get(b"/v1/Open", HOST),
    "two spaces in the request line": b"GET  /v1/Open HTTP/1.1\r\n%s\r\n" % HOST,
    "a space in the path": get(b"/v1/Open x"),
    "no version": b"GET /v1/Open\r\n%s\r\n" % HOST,
    "HTTP/2.0": b"GET /v1/Open HTTP/2.0\r\n%s\r\n" % HOST,
    "http/1.1 in small letters": b"GET /v1/Open http/1.1\r\n%s\r\n" % HOST,
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "Content-Length beyond 64 bits":
        b"POST /v1/Echo HTTP/1.1\r\n%sContent-Length: 99999999999999999999999\r\n\r\n{}" % HOST,
    "a chunk size that is none":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n"
        % HOST,
    "a chunk size with a sign":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n"
        % HOST,
    "a chunk longer than it said":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"
        % HOST,
    "a chunk size beyond 64 bits":
        b"POST /v1/Echo HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n"
        b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n" % HOST,
}


def refused(port, data):
    """400 and the like, and in no case an answer to what is smuggled behind. (The library's own
    refusals have a second head behind the first, but no client reads on after a close.)"""
    with Client(port, 3) as client:
        client.send(data + get(b"/v1/Open"))
        try:
            answer = client.receive()
        except Closed:
            return
        expect_status(answer, 400, 413, 505)
        expect(client.is_closed(), "the connection stays open")
        expect(b"204 No Content" not in answer.body + client.rest, "an answer to what follows")


# Single checks: functions of the port. -----------------------------------------------------------

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def one(port, data, *statuses, has_body=True):
    with Client(port) as client:
        answer = client.ask(data, has_body)
        expect_status(answer, *statuses)
        return answer


@check
def headers_of_every_answer(port):
    for data, status in ((get(b"/v1/Open"), 204), (get(b"/v1/Probe/1"), 401),
                         (get(b"/none"), 404), (get(b"/v1/Open", HOST), 400)):
        answer = one(port, data, status)
        expect(answer.headers["x-content-type-options"] == "nosniff", "nosniff")
        expect(answer.headers["cache-control"] == "no-store", "no-store")
        expect(re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"]), "X-Request-Id")


@check
def request_id_comes_back(port):
    for sent, is_kept in ((b"abc.DEF_1-2", True), (b"x" * 64, True), (b"x" * 65, False),
                          (b"a b", False), (b'a"b', False), (b"", False)):
        answer = one(port, get(b"/v1/Open", b"X-Request-Id: %s\r\n" % sent), 204)
        expect((answer.headers["x-request-id"] == sent.decode()) == is_kept, sent)


@check
def nothing_means_nothing(port):
    answer = one(port, get(b"/v1/Open"), 204)
    expect("content-length" not in answer.headers, "Content-Length with 204")
    expect("content-type" not in answer.headers, "Content-Type with 204")


@check
def credentials(port):
    answer = one(port, get(b"/v1/Probe/1"), 401)
    expect(answer.headers["www-authenticate"] == 'Basic realm="tacite"', "WWW-Authenticate")
    one(port, get(b"/v1/Probe/Forbidden", AUTH), 403)
    one(port, get(b"/v1/Probe/999999999", AUTH), 404)
    one(port, get(b"/v1/Probe/abc", AUTH), 404)
    one(port, get(b"/v1/Probe/-1", AUTH), 404)


@check
def credentials_come_before_the_body(port):
    one(port, post(b"/v1/Probe", b"{broken"), 401)
    one(port, post(b"/v1/Probe", b"{broken", AUTH), 400)


@check
def unknown_paths(port):
    for path in (b"/", b"/none", b"/v1", b"//v1/Open", b"/v1//Open", b"/v1/Open/x", b"/v1/Open//",
                 b"/v1/Echo//Part", b"/v1/Open%2F", b"/" + b"a/" * 100):
        one(port, get(path), 404)


@check
def paths_are_lenient(port):
    for path in (b"/v1/Open", b"/v1/open", b"/V1/OPEN", b"/v1/Open/", b"/v1/%4Fpen", b"/v1/Open?",
                 b"/v1/Open?x", b"http://localhost/v1/Open", b"HTTP://other:80/v1/Open"):
        one(port, get(path), 204)


@check
def verbs(port):
    for verb in (b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"BREW"):
        answer = one(port, verb + get(b"/v1/Open")[3:], 405)
        expect(answer.headers["allow"] == "GET, HEAD, POST", answer.headers["allow"])
    one(port, b"PUT" + get(b"/none")[3:], 404)
    one(port, b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 400)


@check
def head_has_no_body(port):
    with Client(port) as client:
        answer = client.ask(b"HEAD" + get(b"/v1/Probe/1", AUTH)[3:], has_body=False)
        expect_status(answer, 200)
        expect(int(answer.headers["content-length"]) > 50, "the length of the GET's body")
        expect_status(client.ask(b"HEAD" + get(b"/none")[3:], has_body=False), 404)
        expect_status(client.ask(get(b"/v1/Open")), 204)


@check
def post_without_length(port):
    one(port, post(b"/v1/Open"), 201)
    one(port, post(b"/v1/Open", b"", b"Content-Length: 0\r\n"), 201)


@check
def get_with_body_and_type(port):
    with Client(port) as client:
        headers = b"Content-Type: application/json\r\nContent-Length: 7\r\n"
        expect_status(client.ask(get(b"/v1/Open", headers) + b"{broken"), 204)
        expect_status(client.ask(get(b"/v1/Open")), 204)


@check
def post_with_any_type(port):
    for kind in (b"application/json", b"application/json; charset=utf-8", b"text/plain"):
        one(port, post(b"/v1/Echo", b"{}", b"Content-Type: %s\r\n" % kind), 200)


@check
def broken_json(port):
    for body in (b"{", b"{]", b"{}x", b'{"a":\xff}', b"[" * 100, b"nul"):
        one(port, post(b"/v1/Echo", body), 400)
    one(port, post(b"/v1/Echo", b"[]"), 422)


@check
def query_and_body_together(port):
    answer = one(port, post(b"/v1/Echo?sizepage=7&SizePage=8&EnsureBillable=",
                            b'{"SizePage":"5","EnsureBillable":"false"}'), 200)
    expect(answer.json() == {"SizePage": 7, "EnsureBillable": False}, answer.json())
    answer = one(port, post(b"/v1/Echo?sizePage=x", b'{"EnsureBillable":"perhaps"}'), 422)
    expect(len(answer.json()) == 2, answer.json())


@check
def percent_signs(port):
    for sent, read in ((b"auth0|abc", "auth0|abc"), (b"a%20b", "a b"), (b"a+b", "a b"),
                       (b"a%2Bb", "a+b"), (b"50%", "50%"), (b"50%z", "50%z"), (b"%4", "%4"),
                       (b"%zz", "%zz"), (b"%2541", "%41"), (b"%C3%A9", "\u00e9"),
                       (b"\xc3\xa9", "\u00e9"), (b"a%3Db%26c", "a=b&c"), (b"a=b", "a=b")):
        answer = one(port, get(b"/v1/Echo?referenceCustomer=" + sent), 200)
        expect(answer.json().get("ReferenceCustomer") == read, (sent, answer.body))


@check
def percent_signs_in_the_path(port):
    for sent, read in ((b"a%2Fb", "a/b"), (b"a+b", "a+b"), (b"%C3%A9", "\u00e9"), (b"50%", "50%"),
                       (b"a%3Fb", "a?b"), (b"%2e%2e", ".."), (b"auth0|abc", "auth0|abc")):
        answer = one(port, get(b"/v1/Echo/" + sent + b"/Part"), 200)
        expect(answer.json().get("ReferenceCustomer") == read, (sent, answer.body))


@check
def text_that_is_none(port):
    for bad in (b"%00", b"a%00b", b"%ff", b"\xff", b"%c0%af", b"%ed%a0%80", b"%e2%82",
                b"%F5%80%80%80"):
        one(port, get(b"/v1/Echo/" + bad + b"/Part"), 400)
        one(port, get(b"/v1/Echo?referenceCustomer=" + bad), 400)
        one(port, get(b"/v1/Echo?" + bad + b"=1"), 400)


@check
def odd_queries(port):
    for query in (b"?", b"?&", b"?&&=&=x&", b"?=", b"?x=&y", b"??", b"?" + b"a=1&" * 100):
        one(port, get(b"/v1/Echo" + query), 200)


@check
def moments_of_all_clients(port):
    for sent in (b"2027-01-02%2b03%253a04%253a05Z", b"2027-01-02T03:04:05Z", b"2027-01-02+03:04:05",
                 b"2027-01-02T03:04:05+0000", b"2027-01-02T05%3A04%3A05%2B02%3A00",
                 b"2027-01-02%2003:04:05"):
        answer = one(port, get(b"/v1/Echo?dateTerm=" + sent), 200)
        expect(answer.json() == {"DateTerm": "2027-01-02T03:04:05.00Z"}, (sent, answer.body))


@check
def expect_continue(port):
    body = b'{"SizePage":1}'
    with Client(port) as client:
        client.send(post(b"/v1/Echo", body, b"Expect: 100-continue\r\n")[:-len(body)])
        expect_status(client.receive(), 100)
        expect_status(client.ask(body), 200)
        expect_status(client.ask(get(b"/v1/Open")), 204)


@check
def expect_continue_of_too_much(port):
    head = b"Expect: 100-continue\r\nContent-Length: %d\r\n" % (2 * MIB)
    with Client(port) as client:
        expect_status(client.ask(post(b"/v1/Echo", b"", head)), 413)
        expect(client.is_closed(), "still open")


@check
def bodies_at_the_limit(port):
    body = b'{"Unknown":"' + b"x" * (MIB - 14) + b'"}'
    one(port, post(b"/v1/Echo", body), 200)
    one(port, post(b"/v1/Echo", body + b" "), 413)


@check
def large_bodies_announced(port):
    for size in (2 * MIB, 7 * MIB, 64 * MIB):
        with Client(port) as client:
            client.send(post(b"/v1/Echo", b"", b"Content-Length: %d\r\n" % size))
            for _ in range(min(size, 7 * MIB) // 65536):
                client.send(b" " * 65536)
            try:
                expect_status(client.receive(), 413)
            except Closed:
                expect(size > 8 * MIB, "no answer")


@check
def large_bodies_in_chunks(port):
    head = post(b"/v1/Echo", b"", b"Transfer-Encoding: chunked\r\n")
    with Client(port) as client:
        expect_status(client.ask(head + chunked(b" " * (2 * MIB))), 413)
        expect_status(client.ask(get(b"/v1/Open")), 204)
    with Client(port) as client:
        client.send(head + chunked(b" " * (10 * MIB)))
        expect(client.is_closed(), "10 MiB are swallowed")


@check
def small_bodies_in_chunks(port):
    body = b'{"SizePage":5}'
    head = post(b"/v1/Echo", b"", b"Transfer-Encoding: chunked\r\n")
    with Client(port) as client:
        for size in (1, 3, 100):
            answer = client.ask(head + chunked(body, size))
            expect_status(answer, 200)
            expect(answer.json() == {"SizePage": 5}, answer.body)
        trailers = chunked(body)[:-2] + b"X-Trailer: 1\r\n\r\n"
        expect_status(client.ask(head + trailers.replace(b"\r\n", b";ext=1\r\n", 1)), 200)
        expect_status(client.ask(get(b"/v1/Open")), 204)


@check
def large_heads(port):
    one(port, get(b"/v1/Open", b"X-A: " + b"x" * 15000 + b"\r\n"), 204)
    one(port, get(b"/v1/Open", b"X-A: 1\r\n" * 100), 204)
    for headers in (b"X-A: " + b"x" * 17 * 1024 + b"\r\n", b"X-A: " + b"x" * 40 * 1024 + b"\r\n",
                    b"X-A: 1\r\n" * 2300):
        one(port, get(b"/v1/Open", headers), 431)
    one(port, get(b"/v1/Open?" + b"x" * 17 * 1024), 431)
    one(port, get(b"/v1/Open?" + b"x" * 60 * 1024), 414, 431)


@check
def pipelining(port):
    with Client(port) as client:
        client.send(get(b"/v1/Open") + get(b"/none") + post(b"/v1/Echo", b'{"SizePage":1}') +
                    get(b"/v1/Probe/1", AUTH) + post(b"/v1/Open") + get(b"/v1/Open"))
        for status in (204, 404, 200, 200, 201, 204):
            expect_status(client.receive(), status)


@check
def pipelining_of_many(port):
    with Client(port) as client:
        client.send((post(b"/v1/Open") + get(b"/v1/Open")) * 200)
        for _ in range(200):
            expect_status(client.receive(), 201)
            expect_status(client.receive(), 204)


@check
def one_byte_after_the_other(port):
    with Client(port) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in post(b"/v1/Echo", b'{"SizePage":1}'):
            client.send(bytes([byte]))
            time.sleep(0.001)
        expect_status(client.receive(), 200)


@check
def old_protocol(port):
    with Client(port) as client:
        answer = client.ask(b"GET /v1/Open HTTP/1.0\r\n\r\n")
        expect_status(answer, 204)
        expect(client.is_closed(), "HTTP/1.0 stays open")


@check
def closing_on_request(port):
    with Client(port) as client:
        expect_status(client.ask(get(b"/v1/Open", b"Connection: close\r\n")), 204)
        expect(client.is_closed(), "still open")


@check
def failures(port):
    one(port, post(b"/v1/Probe/Conflict", b"{}", AUTH), 409)
    one(port, get(b"/v1/Probe/Forgotten"), 500)
    one(port, b"DELETE" + get(b"/v1/Probe/1", AUTH)[3:], 204)


@check
def clients_that_leave(port):
    for data in (post(b"/v1/Probe/Sleep", b"", AUTH), get(b"/v1/Open")[:20], post(b"/v1/Open"),
                 post(b"/v1/Echo", b"{}")[:-1]):
        for _ in range(20):
            with Client(port) as client:
                client.send(data)
        one(port, get(b"/v1/Open"), 204)


@check
def many_connections(port):
    clients = [Client(port) for _ in range(300)]
    for client in clients:
        client.send(post(b"/v1/Open"))
    for client in clients:
        expect_status(client.receive(), 201)
        client.socket.close()


@check
def more_connections_than_there_may_be(port):
    clients = [Client(port) for _ in range(1200)]
    for client in clients[:900]:
        expect_status(client.ask(get(b"/v1/Open")), 204)
        client.socket.close()
    for client in clients[900:]:
        expect_status(client.ask(post(b"/v1/Open")), 201)
        client.socket.close()


# Checks that wait, each in a thread of its own while the others run. -----------------------------

def seconds_until_closed(port, first, drip, pause, limit):
    with Client(port, limit) as client:
        started = time.monotonic()
        client.send(first)
        while drip and time.monotonic() - started < limit:
            client.send(drip)
            client.socket.settimeout(pause)
            if client.is_closed():
                break
        else:
            client.socket.settimeout(limit)
            client.is_closed()
        return time.monotonic() - started


def slow(name, low, high, *what):
    def run(port):
        seconds = seconds_until_closed(port, *what, 50)
        expect(low <= seconds <= high, f"closed after {seconds:.1f} s")
    run.__name__ = name
    return run


SLOW = [
    slow("silent_connection", 13, 20, b"", None, 1),
    slow("half_a_head_then_silence", 13, 20, get(b"/v1/Open")[:30], None, 1),
    slow("dripping_head", 27, 36, b"GET /v1/Open HTTP/1.1\r\nX-A: ", b"x", 1),
    slow("dripping_body", 27, 36, post(b"/v1/Echo", b"", b"Content-Length: 1000\r\n"), b" ", 1),
    slow("dripping_chunks", 27, 36, post(b"/v1/Echo", b"", b"Transfer-Encoding: chunked\r\n"),
         b"1\r\n \r\n", 1),
]


class Report:
    def __init__(self):
        self.passed = self.failed = 0
        self.lock = threading.Lock()

    def run(self, name, function, *arguments):
        try:
            function(*arguments)
            why = None
        except Closed:
            why = "the server closed the connection"
        except Exception as error:  # whatever it is, it is this check that failed
            why = f"{type(error).__name__}: {error}"
        with self.lock:
            self.passed += why is None
            self.failed += why is not None
            print(f"ok      {name}" if why is None else f"FAILED  {name}: {why}", flush=True)


def run_checks(port, is_quick):
    report = Report()
    waiting = [] if is_quick else [
        threading.Thread(target=report.run, args=(function.__name__, function, port))
        for function in SLOW]
    for thread in waiting:
        thread.start()
    for name, data in AMBIGUOUS.items():
        report.run("refused: " + name, refused, port, data)
    for function in CHECKS:
        report.run(function.__name__, function, port)
    for thread in waiting:
        thread.join()
    report.run("still_there", lambda: one(port, get(b"/v1/Open"), 204))
    return report


class Probe:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdout=subprocess.PIPE, text=True)
        self.port = None
        for line in self.process.stdout:
            if line.startswith("port "):
                self.port = int(line.split()[1])
                break

    def write_is_answered_while_stopping(self):
        with Client(self.port) as client:
            client.send(post(b"/v1/Probe/Sleep", b"", AUTH))
            time.sleep(0.1)
            self.process.send_signal(signal.SIGTERM)
            answer = client.receive()
            expect_status(answer, 204)
            expect(answer.headers.get("connection") == "close", "Connection: close")

    def ends(self):
        expect(self.process.wait(timeout=20) == 0, f"exit status {self.process.returncode}")
        expect("tacite_http_requests_total{" in self.process.stdout.read(), "no metrics")


def allow_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--probe")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    allow_files()
    probe = Probe(arguments.probe) if arguments.probe else None
    report = run_checks(probe.port if probe else arguments.port, arguments.quick)
    if probe:
        report.run("write_is_answered_while_stopping", probe.write_is_answered_while_stopping)
        report.run("ends", probe.ends)
        probe.process.kill()
    print(f"{report.passed} passed, {report.failed} failed")
    sys.exit(report.failed > 0)


main()
