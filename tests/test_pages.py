#!/usr/bin/env python3
"""The pages for people, as a browser without a script would meet them: every link is followed, every
page is well-formed, hostile texts stay texts, and nobody sees another business."""
import base64
import html.parser
import http.client
import json
import os
import re
import sqlite3
import unittest
import urllib.parse

import counted
from world import ENGINES, World

VOID = {"br", "input", "link", "meta"}
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE customers; --",
    "\u202egnp.elif \u2066abc",  # writes from right to left
    "{{name}} {{{name}}} {{#t}}",
    "&lt;b&gt; & &amp;",
    "👩‍💻 日本語 العربية e\u0301",
    "\u0007\u001b[31m",
]


class Page(html.parser.HTMLParser):
    """A page read strictly: what it links to, its texts, and what is wrong with its form."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.forms, self.faults = [], [], [], []
        self.tags, self.text, self.labels, self.inputs, self.lang = [], "", set(), [], None
        self.in_label = False
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        if len(values) != len(attributes):
            self.faults.append(f"<{tag}> says something twice")
        for name in values:
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag}> has {name}")
        if tag == "html":
            self.lang = values.get("lang")
        elif tag == "a":
            self.links.append(values["href"])
        elif tag == "form":
            self.forms.append([values.get("action"), [], values.get("method", "get")])
        elif tag == "label":
            self.labels.add(values.get("for"))
            self.in_label = True
        elif tag == "input":
            self.forms[-1][1].append((values["name"], values.get("value", "")))
            if values.get("type") != "hidden" and not self.is_named(values):
                self.inputs.append(values.get("id"))
        if tag not in VOID:
            self.open.append(tag)

    def is_named(self, values):
        """Has an input a name for who cannot see it, without a label elsewhere?"""
        return self.in_label or "aria-label" in values

    def handle_endtag(self, tag):
        self.in_label = self.in_label and tag != "label"
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> inside {self.open}")
        else:
            self.open.pop()

    def handle_data(self, data):
        self.text += data

    def targets(self):
        """Where a reader can go from here."""
        asked = [f"{action}?{urllib.parse.urlencode(pairs)}" for action, pairs, method in self.forms
                 if method == "get"]
        return self.links + asked


class Browser:
    """One reader of one business."""

    def __init__(self, world, key=None):
        self.address = world.server.address
        self.headers = {"Accept-Language": "en"}
        self.cookies = {}
        if key:
            pair = f"{key['AgentKey']}:{key['ApiKey']}".encode()
            self.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()

    def get(self, target, method="GET", **headers):
        """Status, headers and text."""
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kept = {"Cookie": cookies} if cookies else {}
        connection.request(method, target, headers={**self.headers, **kept, **headers})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")  # a PDF is none
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers, text

    def open(self, link):
        """Follows a link of the portal to where it leads."""
        status, headers, _ = self.get(link)
        assert status in (200, 303), (status, link)
        return headers["Location"] if status == 303 else link


def demonstration(world):
    """A second business in the world, full of life; its keys."""
    return json.loads(world.run("demo", "--json"))


class ForEachEngine(unittest.TestCase):
    def in_worlds(self, look):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                look(world)


class Walking(ForEachEngine):
    def expect_good(self, target, status, headers, text, referrer="same-origin"):
        page = Page(text)
        self.assertEqual(status, 200, target)
        self.assertEqual(page.faults, [], target)
        if not target.startswith("/docs"):  # which tells of templates
            self.assertFalse("{{" in text, target)
        self.assertEqual(page.tags.count("h1"), 1, target)
        self.assertEqual(page.tags.count("main"), 1, target)
        self.assertEqual(page.tags.count("title"), 1, target)
        self.assertNotIn("script", page.tags, target)
        self.assertTrue(set(page.inputs) <= page.labels, target)
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["Referrer-Policy"], referrer)
        self.assertEqual(headers.get_all("Cache-Control"), ["no-store"])
        self.assertEqual(headers.get_all("X-Content-Type-Options"), ["nosniff"])
        return page

    def walk(self, browser, start, lang=None, referrer="same-origin"):
        """Every page that can be reached; returns their texts by address."""
        seen, waiting = {}, [start]
        while waiting:
            target = waiting.pop()
            if target in seen:
                continue
            status, headers, text = browser.get(target)
            seen[target] = text
            if status == 303:
                waiting.append(headers["Location"])
                continue
            if headers["Content-Type"] != "text/html; charset=utf-8":
                self.assertEqual(status, 200, target)
                continue
            page = self.expect_good(target, status, headers, text, referrer)
            if lang:
                self.assertEqual(page.lang, lang, target)
            for link in page.targets():
                where = urllib.parse.urlsplit(link)
                if where.path.startswith("/") and not where.netloc:
                    asked = urllib.parse.parse_qs(where.query).get("lang", [None])[0]
                    if asked == lang:
                        waiting.append(link)
                elif not link.startswith("#"):
                    self.fail(f"{target} leads out of the house: {link}")
        return seen

    def test_every_link_leads_somewhere(self):
        def look(world):
            key = demonstration(world)
            world.serve()
            for lang in (None, "fr"):
                browser = Browser(world, key)
                if lang is None:
                    browser.headers["Accept-Language"] = "de, en;q=0.3"
                seen = self.walk(browser, "/" if lang is None else "/?lang=fr", lang)
                customers = [one for one in seen if one.startswith("/office/customers/")]
                invoices = [one for one in seen if one.startswith("/office/invoices/")]
                self.assertEqual(len(customers), 12)
                self.assertGreater(len(invoices), 10)
                self.assertTrue(any(one.startswith("/office/offers") for one in seen))

        self.in_worlds(look)

    def test_the_portal_leads_nowhere_else(self):
        def look(world):
            key = demonstration(world)
            world.serve()
            merchant = Browser(world, key)
            _, _, text = merchant.get("/v1/Customers?SizePage=5")
            links = [link for one in json.loads(text)["Items"] for link in one["Links"]]
            for rooms in ("Subscriptions", "Invoices", "Offers"):
                _, _, text = merchant.get(f"/v1/{rooms}?SizePage=5")
                links += [link for one in json.loads(text)["Items"] for link in one["Links"]]
            seen = {}
            for link in links:
                for lang in ("en", "fr") if link["rel"].startswith("hosted-") else ():
                    visitor = Browser(world)
                    visitor.headers["Accept-Language"] = lang
                    start = visitor.open(f"{link['href']}?lang={lang}")
                    walked = self.walk(visitor, start, None, "no-referrer")
                    spoken = {Page(text).lang for text in walked.values() if "<!doctype" in text[:99]}
                    self.assertTrue(spoken <= {lang}, start)  # a file speaks nothing
                    seen.update({(link["href"], target): text for target, text in walked.items()})
            pages = [target for _, target in seen]
            self.assertGreater(len(seen), 100)
            self.assertTrue(all(re.match("/(portal([/?]|$)|look/)", one) for one in pages), pages)
            self.assertFalse(any("/office" in one for one in seen.values()))
            world.stop()
            with open(os.path.join(world.folder, "server.log"), encoding="utf-8") as log:
                told = log.read()
            self.assertIn("/portal/open/{segment}/{query}", told)
            self.assertFalse(any(one.split("/")[-1] in told for one, _ in seen), "a link in the log")

        self.in_worlds(look)

    def test_a_business_with_nothing_has_pages_too(self):
        def look(world):
            world.serve()
            seen = self.walk(Browser(world, world.key), "/office")
            self.assertIn("No customer yet", seen["/office/customers"])
            self.assertIn("No invoice yet", seen["/office/invoices"])
            self.assertIn("Nothing is due", seen["/office"])

        self.in_worlds(look)

    def test_the_list_of_customers_turns_and_searches(self):
        def look(world):
            world.serve()
            browser = Browser(world, world.key)
            references = [f"c {i:03d}+%é" for i in range(120)]
            for reference in references:
                self.assertEqual(
                    world.ask("POST", "/v1/Customer", {"ReferenceCustomer": reference})[0], 201
                )
            seen = self.walk(browser, "/office/customers")
            self.assertEqual(len([one for one in seen if one.startswith("/office/customers/")]), 120)
            for reference in references:
                shown = [one for one in seen if reference in seen[one] and "after" in one
                         or reference in seen[one] and one == "/office/customers"]
                self.assertEqual(len(shown), 1, reference)
            _, _, text = browser.get("/office/customers?prefix=c%20007")
            self.assertIn(references[7], text)
            self.assertNotIn(references[8], text)
            _, _, text = browser.get("/office/customers?prefix=zebra")
            self.assertIn("zebra", text)
            self.assertIn("No customer has", text)

        self.in_worlds(look)


class Keeping(ForEachEngine):
    def test_nobody_is_let_in_without_a_key(self):
        def look(world):
            world.serve()
            for target in ("/office", "/office/customers", "/office/customers/1",
                           "/office/invoices", "/office/invoices/1", "/office/offers"):
                for key in (None, {"AgentKey": world.key["AgentKey"], "ApiKey": "0" * 64}):
                    status, headers, text = Browser(world, key).get(target)
                    self.assertEqual(status, 401, target)
                    self.assertIn("Basic", headers["WWW-Authenticate"])
                    self.assertEqual(Page(text).faults, [])
                    self.assertIn("Qui êtes-vous", text)
            for target in ("/", "/style.css"):
                self.assertEqual(Browser(world).get(target)[0], 200, target)

        self.in_worlds(look)

    def test_a_key_sees_what_it_may(self):
        def look(world):
            key = world.json("key", "create", "--name", "x", "--permissions", "usage:write")
            world.serve()
            status, _, text = Browser(world, key).get("/office")
            self.assertEqual(status, 403)
            self.assertIn("Not allowed", text)

        self.in_worlds(look)

    def test_another_business_does_not_exist(self):
        def look(world):
            key = demonstration(world)
            world.serve()
            mine, other = Browser(world, key), Browser(world, world.key)
            for room in ("customers", "invoices"):
                listed = Page(mine.get(f"/office/{room}")[2]).links
                theirs = [one for one in listed if one.startswith(f"/office/{room}/")]
                self.assertTrue(theirs)
                for target in theirs:
                    self.assertEqual(mine.get(target)[0], 200)
                    status, _, text = other.get(target)
                    self.assertEqual(status, 404, target)
                    self.assertNotIn("Lovelace", text)
                self.assertNotIn("Lovelace", other.get(f"/office/{room}")[2])
            self.assertNotIn("team", other.get("/office/offers")[2])
            self.assertNotIn("Atelier", other.get("/office")[2])

        self.in_worlds(look)

    def test_what_is_no_page_is_said_to_be_none(self):
        def look(world):
            world.serve()
            browser = Browser(world, world.key)
            for target, status in (
                ("/office/customers/999999", 404), ("/office/customers/0", 404),
                ("/office/customers/-1", 404), ("/office/customers/1e3", 404),
                ("/office/customers/%3Cscript%3E", 404), ("/office/invoices/999999", 404),
                ("/office/invoices/99999999999999999999999", 404), ("/office/nothing", 404),
                ("/office/invoices?idbefore=many", 422), ("/office/customers?idafter=%3Cb%3E", 422),
                ("/office/customers?prefix=" + "x" * 501, 422),
            ):
                answer, _, text = browser.get(target)
                self.assertEqual(answer, status, target)
                self.assertNotIn("<script>", text)
                self.assertNotIn("<b>", text)
            self.assertEqual(browser.get("/office", "POST")[0], 405)
            self.assertEqual(browser.get("/office", "HEAD")[2], "")
            self.assertEqual(browser.get("/OFFICE/customers/")[0], 200)

        self.in_worlds(look)


class HostileTexts(ForEachEngine):
    def test_they_stay_texts(self):
        def look(world):
            world.serve()
            browser = Browser(world, world.key)
            for i, hostile in enumerate(HOSTILE):
                status, customer = world.ask(
                    "POST", "/v1/Customer", {"ReferenceCustomer": f"h{i}", "Name": hostile}
                )
                if status != 201:
                    continue  # refused: it cannot come this way
                home = next(one["href"] for one in customer["Links"] if one["rel"] == "hosted-home")
                home = browser.open(home)
                for target in ("/office/customers", f"/office/customers/{customer['Id']}", home):
                    status, _, text = browser.get(target)
                    page = Page(text)
                    self.assertEqual(status, 200)
                    self.assertEqual(page.faults, [])
                    self.assertFalse({"script", "img", "b"} & set(page.tags), target)
                    self.assertIn(hostile, page.text)
            for hostile in HOSTILE:
                asked = urllib.parse.quote(hostile)
                for target in (f"/office/customers?prefix={asked}", f"/office?lang={asked}",
                               f"/?{asked}"):
                    page = Page(browser.get(target)[2])
                    self.assertEqual(page.faults, [])
                    self.assertFalse({"script", "img", "b"} & set(page.tags), target)

        self.in_worlds(look)

    def test_the_address_of_the_server_is_a_text_too(self):
        with World("sqlite") as world:
            world.serve()
            _, _, text = Browser(world).get("/", Host="<b>evil</b>")
            self.assertNotIn("<b>", text)

    def test_a_name_of_ten_thousand_characters(self):
        with World("sqlite") as world:
            key = demonstration(world)
            name = "<&'\"\u202e" * 2000
            database = sqlite3.connect(os.path.join(world.folder, "t.db"))
            with database:
                database.execute("UPDATE customers SET name = ?", (name,))
                database.execute("UPDATE businesses SET name = ?", (name,))
            database.close()
            world.serve()
            browser = Browser(world, key)
            for target in ("/office", "/office/customers", "/office/invoices"):
                status, _, text = browser.get(target)
                page = Page(text)
                self.assertEqual((status, page.faults), (200, []), target)
                self.assertIn(name, page.text)


class Speaking(ForEachEngine):
    def test_french_and_english(self):
        with World("sqlite") as world:
            key = demonstration(world)
            world.serve()
            browser = Browser(world, key)
            for accepts, lang, word in (
                ("fr", "", "Vue d’ensemble"), ("fr-CA,fr;q=0.9,en;q=0.8", "", "Vue d’ensemble"),
                ("en-GB", "", "Overview"), ("", "", "Overview"), ("en", "?lang=fr", "Vue d’ensemble"),
                ("fr", "?lang=en", "Overview"), ("fr", "?lang=xx", "Vue d’ensemble"),
            ):
                _, _, text = browser.get("/office" + lang, **{"Accept-Language": accepts})
                self.assertIn(word, text, accepts + lang)
            _, _, text = browser.get("/office/customers?lang=fr")
            self.assertIn("1\u202f750,80\u00a0€", text)
            self.assertIn("Virement", text)
            _, _, text = browser.get("/office/customers?lang=en")
            self.assertIn("€1,750.80", text)
            self.assertIn("Bank transfer", text)


if __name__ == "__main__":
    counted.main()
