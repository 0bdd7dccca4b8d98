#!/usr/bin/env python3
"""Documents on paper: what poppler reads in the PDF of an invoice is what the page says, in both
languages and with whatever people put into names; of a statement and a receipt it is what the API
says. Nothing leaves the sheet, the same document is the same file, and the QR code asks for what is due."""
import base64
import concurrent.futures
import html.parser
import http.client
import os
import re
import struct
import subprocess
import unicodedata
import unittest
import xml.etree.ElementTree
import zlib

import counted
from world import ENGINES, World

POINTS_PER_MM = 72 / 25.4
SHEET = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
MARGIN = 17.5 * POINTS_PER_MM

NOW = "2036-03-18T14:43:15Z"

NAMES = [
    "Menuiserie Kerbrat",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2,
    "W" * 300,
    "شركة الاختبار 42 المحدودة",
    "\u202egnp.elif \u2066abc",  # turns what follows it, if it can
    "חברה לדוגמה (בע\"מ)",
    "株式会社テスト 有限公司 한국",
    "Café 👩‍💻 🎉 e\u0301 ﬁ Ω Ж ไทย देवनागरी",
    "one\u0007\u001btwo\u0085three\tfour\nfive",
    "<script>alert(1)</script> {{t.total}} %s &amp;",
    "\ufdfa" * 200,
]


def png(width, height):
    """A picture in one colour."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))

    rows = (b"\0" + b"\x2c\x4a\x9e" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


LOGO = png(1200, 300)


class Cells(html.parser.HTMLParser):
    """What the cells of a page's tables say, but for those that begin a row."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.is_in = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("td", "code"):
            self.is_in = True
            self.cells.append("")

    def handle_endtag(self, tag):
        if tag in ("td", "code"):
            self.is_in = False

    def handle_data(self, data):
        if self.is_in:
            self.cells[-1] += data


def dense(text):
    """Without spaces and what has no shape: a reader of a PDF guesses those."""
    return "".join(one for one in unicodedata.normalize("NFKC", text)
                   if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc"))


class Reader:
    """The office's reader of one world."""

    def __init__(self, world):
        self.world = world
        pair = f"{world.key['AgentKey']}:{world.key['ApiKey']}".encode()
        self.headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}

    def get(self, target):
        connection = http.client.HTTPConnection(*self.world.server.address, timeout=120)
        connection.request("GET", target, headers=self.headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def pdf(self, id_invoice):
        return self.file(f"/office/invoices/{id_invoice}/pdf")

    def file(self, target):
        """The file, and where it is on the disk."""
        status, headers, body = self.get(target)
        assert status == 200, (status, body)
        assert headers["Content-Type"] == "application/pdf", headers
        path = os.path.join(self.world.folder, re.sub(r"\W", "-", target)[-100:] + ".pdf")
        with open(path, "wb") as file:
            file.write(body)
        return body, path


def poppler(*words):
    done = subprocess.run(words, check=True, capture_output=True, timeout=120)
    return done.stdout.decode("utf-8", "replace")


def text_of(path):
    return poppler("pdftotext", "-raw", path, "-")


def pages_of(path):
    return int(re.search(r"^Pages:\s+(\d+)", poppler("pdfinfo", path), re.M).group(1))


class Paper(unittest.TestCase):
    def in_worlds(self, look):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                world.run("clock", "--to", NOW)
                world.serve()
                look(world, Reader(world))

    def expect(self, world, status, method, path, body=None):
        got, answer = world.ask(method, path, body)
        self.assertEqual(got, status, (path, answer))
        return answer

    def customer(self, world, reference, name, language):
        self.expect(world, 201, "POST", "/v1/Customer",
                    {"ReferenceCustomer": reference, "Name": name[:100], "Language": language})
        self.expect(world, 200, "POST", "/v1/CustomerBillingAddress", {
            "ReferenceCustomer": reference, "Company": name, "FirstName": name, "LastName": name,
            "AddressLine1": name, "AddressLine2": name, "ZipCode": "29900", "City": name,
            "Country": "FR", "TaxInformation": "FR58790118206"})
        self.expect(world, 200, "POST", "/v1/CustomerSettingsPayment", {
            "ReferenceCustomer": reference, "TypePayment": "ExternalBank", "Note": name})

    def bill(self, world, reference, lines):
        for label, amount, quantity in lines:
            self.expect(world, 201, "POST", "/v1/BalanceLine", {
                "ReferenceCustomer": reference, "Label": label, "Amount": amount,
                "Quantity": quantity})
        return self.expect(world, 200, "POST", "/v1/Billing/Customer",
                           {"ReferenceCustomer": reference, "NoteLocalized": lines[0][0]})

    def expect_on_sheet(self, path):
        """Every word is inside the margins, and legible."""
        told = poppler("pdftotext", "-bbox", path, "-")
        root = xml.etree.ElementTree.fromstring(
            re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", told))
        space = "{http://www.w3.org/1999/xhtml}"
        for page in root.iter(space + "page"):
            for side, size in zip(("width", "height"), SHEET):
                self.assertAlmostEqual(float(page.get(side)), size, delta=0.1)
            for word in page.iter(space + "word"):
                at = [float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")]
                self.assertGreater(at[0], MARGIN, (word.text, at))
                self.assertLess(at[2], SHEET[0] - MARGIN, (word.text, at))
                self.assertGreater(at[1], 0, (word.text, at))
                self.assertLess(at[3], SHEET[1], (word.text, at))

    def expect_embedded(self, path):
        rows = poppler("pdffonts", path).splitlines()[2:]
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual(row.split()[-5:-3], ["yes", "yes"], row)

    def expect_same_as_page(self, reader, id_invoice, language, path):
        _, _, page = reader.get(f"/office/invoices/{id_invoice}?lang={language}")
        told = dense(text_of(path))
        cells = [dense(one) for one in Cells(page.decode()).cells]
        self.assertGreater(len([one for one in cells if one]), 8)
        for cell in cells:
            self.assertIn(cell, told)

    def test_the_paper_says_what_the_page_says(self):
        def look(world, reader):
            for number, name in enumerate(NAMES):
                language = "fr" if number % 2 else "en"
                reference = f"c{number}"
                self.customer(world, reference, name, language)
                invoice = self.bill(world, reference, [
                    (name, 123456789, 3), ("Half of it", 5, 2), ("A third", 100, 3),
                    ("Given back", -4200, 1), ("Without a quantity", 250, None)])
                with self.subTest(name):
                    _, path = reader.pdf(invoice["Id"])
                    self.expect_same_as_page(reader, invoice["Id"], language, path)
                    self.expect_on_sheet(path)
                    self.expect_embedded(path)
                    told = dense(text_of(path))
                    kind = "Facture" if language == "fr" else "Invoice"
                    self.assertIn(kind + dense(invoice["FullNumber"]), told)
                    self.assertIn("FR58790118206", told)
                    self.assertIn("1/", told)

        self.in_worlds(look)

    def test_scripts_are_kept(self):
        """Each letter of a name can be found again; how they are joined is the reader's guess."""
        def look(world, reader):
            for number, name in enumerate(NAMES[3:8]):
                self.customer(world, f"c{number}", name, "en")
                invoice = self.bill(world, f"c{number}", [(name, 100, 1)])
                told = set(dense(text_of(reader.pdf(invoice["Id"])[1])))
                lost = {one for one in dense(name) if unicodedata.category(one)[0] != "M"} - told
                self.assertEqual(lost, set(), name)

        self.in_worlds(look)

    def test_the_same_invoice_is_the_same_file(self):
        """Also for readers who come at once, with more fonts than the libraries keep open."""
        def look(world, reader):
            files = {}
            for number, name in enumerate(NAMES):
                self.customer(world, f"c{number}", name, "fr")
                invoice = self.bill(world, f"c{number}", [(name, 100, 1)])["Id"]
                files[invoice], path = reader.pdf(invoice)
            asked = list(files) * 16
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                again = list(pool.map(
                    lambda one: reader.get(f"/office/invoices/{one}/pdf")[2], asked))
            for invoice, file in zip(asked, again):
                self.assertEqual(file, files[invoice])
            told = poppler("pdfinfo", "-isodates", path)
            self.assertIn(NOW[:10] + "T00:00:00Z", told)
            self.assertRegex(told, r"(?m)^Title: +Facture ")

        self.in_worlds(look)

    def test_many_lines_take_many_pages(self):
        def look(world, reader):
            self.customer(world, "ada", "Ada", "en")
            lines = [(f"Line {number}", 100 + number, 1) for number in range(200)]
            invoice = self.bill(world, "ada", lines)["Id"]
            _, path = reader.pdf(invoice)
            pages = pages_of(path)
            self.assertGreater(pages, 5)
            self.expect_same_as_page(reader, invoice, "en", path)
            self.expect_on_sheet(path)
            for number, page in enumerate(text_of(path).split("\f")[:pages], 1):
                self.assertIn(f"{number} / {pages}", page)
            for heading in text_of(path).split("\f")[1:pages - 1]:
                self.assertIn("Unit price", heading)

        self.in_worlds(look)

    def test_a_link_leads_to_the_paper(self):
        def look(world, reader):
            self.customer(world, "ada", "Ada", "en")
            invoice = self.bill(world, "ada", [("Consulting", 100, 1)])
            link = next(one for one in invoice["Links"] if one["rel"] == "related-invoice")
            self.assertEqual(link["type"], "application/pdf")
            reader.headers = {}
            status, headers, body = reader.get(link["href"])
            self.assertEqual((status, body[:5]), (200, b"%PDF-"))
            self.assertEqual(headers["Content-Disposition"],
                             f'inline; filename="{invoice["FullNumber"]}.pdf"')
            self.assertEqual(headers.get_all("Cache-Control"), ["no-store"])
            status, headers, _ = reader.get(link["href"] + "?format=html")
            self.assertEqual(status, 303)
            reader.headers = {"Cookie": headers["Set-Cookie"].split(";")[0]}
            _, _, page = reader.get(headers["Location"])
            self.assertIn(f'href="{headers["Location"]}/pdf"', page.decode())
            _, headers, again = reader.get(headers["Location"] + "/pdf")
            self.assertEqual((headers["Content-Type"], again), ("application/pdf", body))

        self.in_worlds(look)


    def amounts(self, cents, language):
        """As the paper writes them."""
        if language == "fr":
            return f"{cents // 100:,}".replace(",", "\u202f") + f",{cents % 100:02d}\u00a0€"
        return f"€{cents // 100:,}.{cents % 100:02d}"

    def test_statements_and_receipts_say_what_the_api_says(self):
        """With 10,000 characters in every field that takes so many, and less in the others."""
        def look(world, reader):
            for number, name in enumerate([*NAMES, "long " * 2000]):
                language, reference = "fr" if number % 2 else "en", f"c{number}"
                self.customer(world, reference, name[:500], language)
                invoice = self.bill(world, reference, [(name[:400], 1234567, 1), ("More", 5, 2)])
                payment = self.expect(world, 201, "POST", "/Finance/Payments", {
                    "ReferenceCustomer": reference, "Amount": 2000000, "TypePayment": "ExternalOther",
                    "LabelPayment": name[:50], "ReferencePayment": f"R-{number}", "Note": name[:400]})
                refund = self.expect(world, 201, "POST", f"/Finance/Invoices/{invoice['Id']}/Refund", {
                    "Reason": name[:400], "Amount": 4200, "TypePayment": "ExternalBank"})
                with self.subTest(name[:50]):
                    _, path = reader.file(f"/Finance/Statements.pdf?ReferenceCustomer={reference}")
                    said = self.expect(world, 200, "GET", f"/Finance/Statements?ReferenceCustomer={reference}")
                    self.expect_paper(path, language, said["Statements"][0])
                    _, path = reader.file(f"/Finance/Payments/{payment['Id']}/Receipt")
                    told = self.expect_paper(path, language, {
                        "Amount": 2000000, "AmountApplied": invoice["AmountTotal"] - 4200})
                    self.assertIn(f"R-{number}", told)
                    self.assertIn(dense(invoice["FullNumber"]), told)
                    first = reader.file(f"/Finance/Payments/{refund['Id']}/Receipt")
                    self.expect_paper(first[1], language, {"Amount": 4200})
                    self.assertEqual(first, reader.file(f"/Finance/Payments/{refund['Id']}/Receipt"))

        self.in_worlds(look)

    def expect_paper(self, path, language, amounts):
        """Each amount of an answer, and everything on the sheet; what it tells."""
        told = dense(text_of(path))
        for name, value in amounts.items():
            if name.startswith("Amount"):
                self.assertIn(dense(self.amounts(abs(value), language)), told, name)
        for one in amounts.get("Operations", []):
            self.expect_paper(path, language, {**one, "Operations": []})
        self.expect_on_sheet(path)
        self.expect_embedded(path)
        return told

    def test_a_long_statement_takes_many_pages(self):
        def look(world, reader):
            self.customer(world, "ada", "Ada", "en")
            for number in range(60):
                self.bill(world, "ada", [(f"Line {number}", 100 + number, 1)])
            _, path = reader.file("/Finance/Statements.pdf?ReferenceCustomer=ada")
            pages = text_of(path).split("\f")[:pages_of(path)]
            self.assertGreater(len(pages), 2)
            for page in pages[:-1]:
                self.assertIn("Balance", page)
            self.expect_on_sheet(path)

        self.in_worlds(look)

    def test_the_code_asks_for_what_is_due(self):
        """Read by another program, of the sheet as a printer has it."""
        def look(world, reader):
            subprocess.run(world.command("key", "secret", "set", "seller.iban"), env=world.environment,
                           input=b"FR1420041010050500013M02606", check=True)
            world.run("seller", "set", "name", "Café & Fils")
            self.customer(world, "ada", "Ada", "fr")
            invoice = self.bill(world, "ada", [("Conseil", 10000, 1)])
            self.expect(world, 201, "POST", "/Finance/Payments", {"ReferenceCustomer": "ada", "Amount": 2001})
            _, path = reader.pdf(invoice["Id"])
            self.assertIn("FR1420041010050500013M02606", dense(text_of(path)))
            poppler("pdftoppm", "-r", "150", "-singlefile", "-png", path, path)
            code = poppler("zbarimg", "--raw", "--quiet", path + ".png").rstrip("\n")
            self.assertEqual(code.split("\n"), [
                "BCD", "002", "1", "SCT", "", "Cafe + Fils", "FR1420041010050500013M02606", "EUR99.99",
                "", "", invoice["FullNumber"]])
            # Nothing is asked for any more.
            self.expect(world, 201, "POST", "/Finance/Payments", {"ReferenceCustomer": "ada", "Amount": 9999})
            told = text_of(reader.pdf(invoice["Id"])[1])
            self.assertNotIn("IBAN", told)
            self.assertRegex(told, r"Payée, 18")

        self.in_worlds(look)

    def test_a_credit_note_names_its_invoice(self):
        def look(world, reader):
            self.customer(world, "ada", "Ada", "fr")
            invoice = self.bill(world, "ada", [("Conseil", 10000, 1)])
            self.expect(world, 200, "POST", f"/Finance/Invoices/{invoice['Id']}/Cancellation",
                        {"Reason": "Erreur de société"})
            found = self.expect(world, 200, "GET", "/Finance/Invoices?ReferenceCustomer=ada")["Items"]
            note = next(one for one in found if one.get("TypeCredit"))
            told = dense(text_of(reader.pdf(note["Id"])[1]))
            for part in ("Avoir" + note["FullNumber"], invoice["FullNumber"], "Erreur de société", "−120,00 €"):
                self.assertIn(dense(part), told)
            self.assertIn("Annulée", text_of(reader.pdf(invoice["Id"])[1]))

        self.in_worlds(look)

    def test_the_merchant_has_his_own_letterhead(self):
        def look(world, reader):
            self.customer(world, "ada", "Ada", "fr")
            invoice = self.bill(world, "ada", [("Conseil", 10000, 1)])["Id"]
            plain, path = reader.pdf(invoice)
            self.assertNotIn("image", poppler("pdfimages", "-list", path))
            for part, text in (("Document.Footer.1", "Médiateur : <b>x</b>"), ("Contact", "Marie, aide@x.example")):
                self.expect(world, 200, "POST", "/Organization/Look", {"Key": part, "Value": text})
            self.expect(world, 200, "POST", "/Organization/Logo", {"Content": base64.b64encode(LOGO).decode()})
            own, path = reader.pdf(invoice)
            self.assertNotEqual(own, plain)
            self.assertIn("image", poppler("pdfimages", "-list", path))
            told = text_of(path)
            self.assertIn("Médiateur : <b>x</b>", told)
            self.assertIn("aide@x.example", told)
            self.expect_on_sheet(path)

        self.in_worlds(look)


if __name__ == "__main__":
    counted.main()
