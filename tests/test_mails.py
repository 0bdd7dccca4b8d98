#!/usr/bin/env python3
"""Mails with a real mail server: what arrives, with TLS and a password; what becomes of a mail that
the server refuses, puts off, drops or says nothing to; and that no name becomes a header."""
import email.utils
import http.client
import re
import subprocess
import time
import unittest
from urllib.parse import urlsplit

import counted
from mail_server import PASSWORD, MailServer, make_certificate
from test_webhooks import execute, until
from world import ENGINES, World

PUBLIC_URL = "https://billing.example.com"
HOSTILE = "<script>alert(1)</script> \u202eevil\u202c \U0001f600 " + "é" * 300


class Merchant(World):
    """A sandbox that sends its mails to a server of the test's."""

    def __init__(self, engine, *options):
        super().__init__(engine, "--name", "Mirabelle", "--language", "en", *options)
        self.certificate = make_certificate(self.folder)

    def use(self, server, protection="StartTls", **more):
        settings = {
            "mail_mode": "Send", "mail_sender": "billing@mirabelle.example",
            "public_url": PUBLIC_URL, "smtp_host": "127.0.0.1", "smtp_port": str(server.port),
            "smtp_security": protection, "smtp_authority": self.certificate[0],
        }
        if protection != "None":
            settings["smtp_user"] = "mirabelle"
            self.password(PASSWORD)
        for key, value in {**settings, **more}.items():
            self.run("setting", key, value)

    def password(self, value):
        subprocess.run(
            self.command("key", "secret", "set", "business.smtp_password"), input=value,
            env=self.environment, check=True, capture_output=True, encoding="utf-8",
        )

    def customer(self, reference, **more):
        body = {"ReferenceCustomer": reference, "Name": reference.title(),
                "Email": f"{reference}@example.com", **more}
        status, answer = self.ask("POST", "/v1/Customer", body)
        assert status == 201, answer
        self.ask("POST", "/v1/CustomerSettingsPayment",
                 {"ReferenceCustomer": reference, "TypePayment": "ExternalBank"})
        return answer["Id"]

    def bill(self, reference, label="Training"):
        self.ask("POST", "/v1/BalanceLine",
                 {"ReferenceCustomer": reference, "Amount": 42000, "Label": label})
        status, answer = self.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})
        assert status == 200, answer
        return answer

    def mails(self):
        answer = self.ask("GET", "/Communication/Mails?SizePage=100")[1]
        return answer["Items"] if answer else []

    def until_state(self, state, count=1, patience=30):
        def reached():
            found = [one for one in self.mails() if one["StateMail"] == state]
            return found if len(found) >= count else None
        return until(reached, patience)


def on_every_engine(test):
    def run(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), Merchant(engine) as merchant:
                test(self, merchant)
    run.__doc__ = test.__doc__
    return run


def parts(message):
    return {part.get_content_type(): part.get_content() for part in message.walk()
            if not part.is_multipart()}


class Mails(unittest.TestCase):
    @on_every_engine
    def test_an_estimate_brings_its_paper(self, merchant):
        with MailServer(merchant.certificate) as server:
            merchant.use(server)
            merchant.serve()
            merchant.customer("ada", Name="Ada & Cie")
            _, estimate = merchant.ask("POST", "/Finance/Estimates", {
                "ReferenceCustomer": "ada", "Composition": {"Lines": [{"Label": "Design", "AmountUnit": 40000}]}})
            status, sent = merchant.ask("POST", f"/Finance/Estimates/{estimate['Id']}/Sending")
            self.assertEqual(status, 200, sent)
            message = until(lambda: server.mails and server.mails[0]).message
            paper = next(part for part in message.walk() if part.get_content_type() == "application/pdf")
            self.assertTrue(paper.get_content().startswith(b"%PDF"))
            self.assertEqual(paper.get_filename(), sent["FullNumber"] + ".pdf")

    @on_every_engine
    def test_arrives(self, merchant):
        """An invoice arrives as text, as HTML and with its PDF, once; its link opens it."""
        with MailServer(merchant.certificate) as server:
            merchant.use(server, mail_reply_to="marie@mirabelle.example",
                         mail_sender_name='Mirabelle, "les logiciels" été')
            merchant.run("mail", "on", "InvoiceToPay")
            merchant.serve()
            merchant.customer("ada", Name="Ada & Cie")
            invoice = merchant.bill("ada")
            mail = until(lambda: server.mails and server.mails[0])
            message = mail.message
            self.assertEqual(server.logins, [("mirabelle", PASSWORD)])
            self.assertEqual((mail.sender, mail.to), ("billing@mirabelle.example", ["ada@example.com"]))
            self.assertEqual(email.utils.parseaddr(str(message["From"]))[1], "billing@mirabelle.example")
            self.assertEqual(message["From"].addresses[0].display_name,
                             'Mirabelle, "les logiciels" été')
            self.assertEqual(message["Reply-To"].addresses[0].addr_spec, "marie@mirabelle.example")
            self.assertIn(invoice["FullNumber"], message["Subject"])
            self.assertIn("€504.00", message["Subject"])
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertRegex(message["Message-ID"], r"^<[\w.-]+@mirabelle\.example>$")
            self.assertIsNone(message["List-Unsubscribe"])
            age = time.time() - message["Date"].datetime.timestamp()
            self.assertLess(abs(age), 60)
            found = parts(message)
            self.assertEqual(sorted(found), ["application/pdf", "text/html", "text/plain"])
            self.assertTrue(found["application/pdf"].startswith(b"%PDF"))
            self.assertIn("Hello Ada & Cie,", found["text/plain"])
            self.assertIn("Hello Ada &amp; Cie,", found["text/html"])
            link = re.search(r"^https://\S+$", found["text/plain"], re.M).group()
            self.assertTrue(link.startswith(PUBLIC_URL + "/portal/open/default/"))
            self.assertIn(f'href="{link}"', found["text/html"])
            self.assertEqual(self.follow(merchant, link), 303)
            sent = merchant.until_state("Sent")[0]
            self.assertEqual(sent["StatusAnswer"], 250)
            shown = merchant.ask("GET", f"/Communication/Mails/{sent['Id']}")[1]
            self.assertNotIn(link, shown["ContentText"] + shown["ContentHtml"])
            self.assertIn("••••••", shown["ContentText"])
            merchant.stop()
            merchant.serve()
            time.sleep(1)
            self.assertEqual(len(server.mails), 1)

    @staticmethod
    def follow(merchant, link):
        connection = http.client.HTTPConnection(*merchant.server.address, timeout=30)
        connection.request("GET", urlsplit(link).path)
        status = connection.getresponse().status
        connection.close()
        return status

    @on_every_engine
    def test_refused(self, merchant):
        """A refused address is final and shown, and holds back nobody."""
        def rcpt(address):
            return "550 5.1.1 no such user here" if address.startswith("bad") else None

        with MailServer(merchant.certificate, rcpt=rcpt) as server:
            merchant.use(server)
            merchant.run("mail", "on", "InvoiceToPay")
            merchant.serve()
            for number in range(6):
                for kind in ("bad", "good"):
                    merchant.customer(f"{kind}{number}")
                    merchant.bill(f"{kind}{number}")
            merchant.until_state("Sent", 6)
            refused = merchant.until_state("Refused", 6)
            self.assertEqual(refused[0]["StatusAnswer"], 550)
            self.assertIn("no such user here", refused[0]["Error"])
            self.assertEqual(refused[0]["CountAttempts"], 1)
            self.assertEqual(len(server.mails), 6)

    @on_every_engine
    def test_put_off(self, merchant):
        """What the server puts off or drops is tried again, under the same Message-ID."""
        answers = ["451 try later", "drop", None]
        seen = []

        def data(_to, raw):
            seen.append(re.search(rb"^Message-ID: (\S+)", raw, re.M).group(1))
            return answers[len(seen) - 1] if len(seen) <= len(answers) else None

        with MailServer(merchant.certificate, data=data) as server:
            merchant.use(server)
            merchant.serve()
            merchant.run("mail", "test", "ada@example.com", "InvoiceToPay")
            waiting = merchant.until_state("Retrying")[0]
            self.assertIn("try later", waiting["Error"])
            merchant.until_state("Sent", patience=60)
            self.assertEqual(len(server.mails), 1)
            self.assertEqual(len(seen), 3)
            self.assertEqual(len(set(seen)), 1)

    @on_every_engine
    def test_protected(self, merchant):
        """Without the protection that is asked for nothing leaves, and no password."""
        cases = [
            ("no STARTTLS", None, "None", {"smtp_security": "StartTls"}),
            ("a stranger's certificate", merchant.certificate, "StartTls", {"smtp_authority": "none"}),
            ("a password in the open", None, "None",
             {"smtp_security": "None", "smtp_user": "mirabelle"}),
        ]
        merchant.serve()
        for what, certificate, protection, settings in cases:
            with self.subTest(what), MailServer(certificate, protection=protection) as server:
                merchant.use(server, **settings)
                merchant.password(PASSWORD)
                number = merchant.json("mail", "test", "ada@example.com")["Id"]
                until(lambda n=number: [one for one in merchant.mails()
                                        if one["Id"] == n and one.get("Error")])
                self.assertEqual((server.mails, server.logins), ([], []))

    @on_every_engine
    def test_wrong_password(self, merchant):
        """A wrong password is no reason to give a mail up: it is put right, and the mail leaves."""
        with MailServer(merchant.certificate, protection="Tls") as server:
            merchant.use(server, "Tls")
            merchant.password("wrong")
            merchant.serve()
            merchant.run("mail", "test", "ada@example.com")
            merchant.until_state("Retrying")
            self.assertEqual(server.mails, [])
            merchant.password(PASSWORD)
            merchant.until_state("Sent", patience=40)

    @on_every_engine
    def test_hangs(self, merchant):
        """A server that says nothing holds up the mails of its own business alone."""
        with MailServer(merchant.certificate, data=lambda to, raw: "hang") as silent, \
                MailServer(merchant.certificate) as server:
            merchant.use(silent)
            other = merchant.json("init", "--name", "Other")["IdBusiness"]
            merchant.serve()
            for number in range(30):
                merchant.run("mail", "test", f"a{number}@example.com", "--business", "1")
            until(lambda: len(silent.attempts) >= 4)
            for key, value in {
                "mail_mode": "Send", "mail_sender": "me@other.example", "public_url": PUBLIC_URL,
                "smtp_host": "127.0.0.1", "smtp_port": str(server.port),
                "smtp_authority": merchant.certificate[0], "smtp_user": "none",
            }.items():
                merchant.run("setting", key, value, "--business", str(other))
            subprocess.run(
                merchant.command("key", "secret", "set", "business.smtp_password", "--business",
                                 str(other)),
                input=PASSWORD, env=merchant.environment, check=True, capture_output=True,
                encoding="utf-8",
            )
            merchant.run("setting", "smtp_user", "other", "--business", str(other))
            began = time.monotonic()
            merchant.run("mail", "test", "b@example.com", "--business", str(other))
            until(lambda: server.mails, 15)
            self.assertLess(time.monotonic() - began, 10)
            self.assertLessEqual(len(silent.attempts), 8)

    @on_every_engine
    def test_crash(self, merchant):
        """A crash in the middle of sending loses nothing: it is sent once more, recognisably."""
        seen = []

        def data(_to, raw):
            seen.append(re.search(rb"^Message-ID: (\S+)", raw, re.M).group(1))
            return "hang" if len(seen) == 1 else None

        with MailServer(merchant.certificate, data=data) as server:
            merchant.use(server)
            merchant.serve()
            merchant.run("mail", "test", "ada@example.com")
            until(lambda: seen)
            merchant.kill()
            execute(merchant, "UPDATE mails SET leased_until = 0")
            merchant.serve()
            merchant.until_state("Sent")
            self.assertEqual(len(server.mails), 1)
            self.assertEqual(len(set(seen)), 1)

    @on_every_engine
    def test_hostile(self, merchant):
        """No name becomes a header, a tag or another direction; odd addresses are told apart."""
        with MailServer(merchant.certificate) as server:
            merchant.use(server)
            merchant.run("mail", "on", "InvoiceToPay")
            merchant.run("mail", "text", "InvoiceToPay", "subject",
                         "{{customer_name}} owes {{invoice.amount_due}}", "--language", "en")
            merchant.serve()
            merchant.customer("ada", Name=HOSTILE)
            merchant.bill("ada", label="line\r\nBcc: eve@example.com")
            message = until(lambda: server.mails and server.mails[0]).message
            self.assertIn("<script>alert(1)</script> evil \U0001f600 éé", message["Subject"])
            self.assertEqual(
                sorted(name.lower() for name in message.keys()),
                ["auto-submitted", "content-language", "content-type", "date", "from", "message-id",
                 "mime-version", "subject", "to"])
            head = server.mails[0].raw.partition(b"\r\n\r\n")[0]
            self.assertLess(max(len(line) for line in head.split(b"\r\n")), 200)
            found = parts(message)
            self.assertNotIn("<script>", found["text/html"])
            self.assertNotIn("\u202e", found["text/html"] + found["text/plain"])
            merchant.customer("idn", Email="ada@exämple.com")
            merchant.bill("idn")
            until(lambda: len(server.mails) == 2)
            self.assertEqual(server.mails[1].to, ["ada@xn--exmple-cua.com"])
            merchant.customer("local", Email="zoë@example.com")
            merchant.bill("local")
            refused = merchant.until_state("Refused")[0]
            self.assertIn("zoë@example.com", refused["Error"])
            self.assertEqual(len(server.mails), 2)

    @on_every_engine
    def test_contacts(self, merchant):
        """Every reader has a link of his own, which dies with him."""
        with MailServer(merchant.certificate) as server:
            merchant.use(server)
            merchant.run("mail", "on", "InvoiceToPay")
            merchant.serve()
            ada = merchant.customer("ada")
            _, paul = merchant.ask("POST", f"/Distribution/Customers/{ada}/Contacts",
                                   {"Name": "Paul", "Email": "paul@example.com",
                                    "RoleContact": "Payer"})
            merchant.bill("ada")
            until(lambda: len(server.mails) == 2)
            links = {mail.to[0]: re.search(r"^https://\S+$", parts(mail.message)["text/plain"],
                                           re.M).group() for mail in server.mails}
            self.assertEqual(len(set(links.values())), 2)
            for link in links.values():
                self.assertEqual(self.follow(merchant, link), 303)
            merchant.ask("DELETE", f"/Distribution/Customers/{ada}/Contacts/{paul['Id']}")
            self.assertEqual(self.follow(merchant, links["ada@example.com"]), 303)
            self.assertEqual(self.follow(merchant, links["paul@example.com"]), 404)

    @on_every_engine
    def test_papers(self, merchant):
        """Estimates and receipts have their papers attached, as invoices have."""
        with MailServer(merchant.certificate) as server:
            merchant.use(server)
            merchant.run("mail", "on", "PaymentReceipt")
            merchant.serve()
            merchant.customer("ada")
            lines = {"Lines": [{"Label": "Design", "AmountUnit": 40000}]}
            status, estimate = merchant.ask(
                "POST", "/Finance/Estimates", {"ReferenceCustomer": "ada", "Composition": lines})
            self.assertEqual(status, 201)
            merchant.ask("POST", f"/Finance/Estimates/{estimate['Id']}/Sending", {})
            until(lambda: server.mails)
            merchant.ask("POST", "/Finance/Payments", {"ReferenceCustomer": "ada", "Amount": 1000})
            until(lambda: len(server.mails) == 2)
            for mail in server.mails:
                self.assertTrue(parts(mail.message)["application/pdf"].startswith(b"%PDF"))

    @on_every_engine
    def test_old(self, merchant):
        """What a mail said is not kept for ever; that it was there is."""
        merchant.serve()
        merchant.run("mail", "test", "ada@example.com")
        number = merchant.until_state("Kept")[0]["Id"]
        merchant.stop()
        execute(merchant, "UPDATE mails SET created_at = 0")
        merchant.serve()
        erased = until(lambda: [one for one in merchant.mails() if one["IsErased"]])[0]
        self.assertEqual((erased["Id"], erased["StateMail"]), (number, "Kept"))
        self.assertNotIn("Subject", erased)
        self.assertNotIn("ContentText", merchant.ask("GET", f"/Communication/Mails/{number}")[1])
        self.assertEqual(merchant.ask("POST", f"/Communication/Mails/{number}/Delivery")[0], 409)

    @on_every_engine
    def test_sandbox(self, merchant):
        """All mails of a sandbox go to one address, if its owner says so, or nowhere."""
        with MailServer(merchant.certificate) as server:
            merchant.use(server, mail_all_to="me@mirabelle.example")
            merchant.run("mail", "on", "InvoiceToPay")
            merchant.serve()
            merchant.customer("ada")
            merchant.bill("ada")
            self.assertEqual(until(lambda: server.mails)[0].to, ["me@mirabelle.example"])
            merchant.run("setting", "mail_mode", "Auto")
            merchant.bill("ada")
            merchant.until_state("Kept")
            self.assertEqual(len(server.mails), 1)


if __name__ == "__main__":
    counted.main()
