#!/usr/bin/env python3
"""SEPA files from a charge to its end: what is written is read again by a reader of its own and held
against the schemas where they are at hand (../shared/compliance/data/sepa-xsd); what banks answer is
made here, by their book."""
import datetime
import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import counted
from world import ENGINES, ROOT, World

SCHEMAS = os.path.join(ROOT, "..", "shared", "compliance", "data", "sepa-xsd")
CREDITOR = "FR7630006000011234567890189"
ICS = "FR72ZZZ123456"
START = "2026-03-02T09:00:00Z"
ALLOWED = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")


def german_iban(number):
    rest = f"37040044{number:010d}"
    check = 98 - int(rest + "131400") % 97
    return f"DE{check:02d}{rest}"


def plain(element):
    """Without the namespace."""
    return element.tag.split("}")[-1]


def find(element, path):
    for name in path.split("/"):
        element = next((one for one in element if plain(one) == name), None)
        if element is None:
            return None
    return element


def text(element, path):
    found = find(element, path)
    return None if found is None else found.text


def children(element, name):
    return [one for one in element if plain(one) == name]


def read_debits(content):
    """What a bank sees: the header and the debits, each with what its block says; all sums
    recomputed."""
    root = ElementTree.fromstring(content)
    message = root[0]
    blocks = children(message, "PmtInf")
    debits = []
    for block in blocks:
        inside = children(block, "DrctDbtTxInf")
        total = sum(Decimal(text(one, "InstdAmt")) for one in inside)
        assert Decimal(text(block, "CtrlSum")) == total, (text(block, "CtrlSum"), total)
        assert int(text(block, "NbOfTxs")) == len(inside)
        for one in inside:
            mandate = find(one, "DrctDbtTx/MndtRltdInf")
            debits.append({
                "block": text(block, "PmtInfId"),
                "day": text(block, "ReqdColltnDt"),
                "scheme": text(block, "PmtTpInf/LclInstrm/Cd"),
                "sequence": text(block, "PmtTpInf/SeqTp"),
                "account": text(block, "CdtrAcct/Id/IBAN"),
                "ics": text(block, "CdtrSchmeId/Id/PrvtId/Othr/Id"),
                "end": text(one, "PmtId/EndToEndId"),
                "amount": Decimal(text(one, "InstdAmt")),
                "mandate": text(mandate, "MndtId"),
                "signed": text(mandate, "DtOfSgntr"),
                "amended": text(mandate, "AmdmntInd"),
                "smnda": text(mandate, "AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id"),
                "name": text(one, "Dbtr/Nm"),
                "iban": text(one, "DbtrAcct/Id/IBAN"),
                "remark": text(one, "RmtInf/Ustrd"),
            })
    total = sum(one["amount"] for one in debits)
    assert Decimal(text(message, "GrpHdr/CtrlSum")) == total
    assert int(text(message, "GrpHdr/NbOfTxs")) == len(debits)
    return text(message, "GrpHdr/MsgId"), debits


def camt(entries, kind="053", version="08", message="STMT-1"):
    message_name, statement = {"053": ("BkToCstmrStmt", "Stmt"),
                               "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">'
        f"<{message_name}><GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-03-20T06:00:00</CreDtTm>"
        f"</GrpHdr><{statement}><Id>1</Id><CreDtTm>2026-03-20T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{CREDITOR}</IBAN></Id></Acct>{BALANCE if kind == '053' else ''}"
        f"{''.join(entry(version, **one) for one in entries)}</{statement}></{message_name}>"
        "</Document>\n")


BALANCE = ('<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt>'
           "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-20</Dt></Dt></Bal>")


def entry(version, amount, sign, reference, end=None, block=None, code=None, remark=None, name=None,
          state="BOOK"):
    status = state if version == "02" else f"<Cd>{state}</Cd>"
    party = f"<Nm>{name}</Nm>" if version == "02" else f"<Pty><Nm>{name}</Nm></Pty>"
    details = ""
    if end:
        details += f"<Refs><EndToEndId>{end}</EndToEndId></Refs>"
    if version != "02" and (end or code or remark or name):
        details += f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
    if name:
        details += f"<RltdPties><Dbtr>{party}</Dbtr></RltdPties>"
    if remark:
        details += f"<RmtInf><Ustrd>{remark}</Ustrd></RmtInf>"
    if code:
        details += f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>"
    batch = f"<Btch><PmtInfId>{block}</PmtInfId></Btch>" if block else ""
    inside = batch + (f"<TxDtls>{details}</TxDtls>" if details else "")
    return (f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{status}</Sts>'
            f"<BookgDt><Dt>2026-03-20</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
            "<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>"
            + (f"<NtryDtls>{inside}</NtryDtls>" if inside else "") + "</Ntry>")


def report(message_id, group="PART", blocks=()):
    """A pain.002; of each block its id, status and (end to end id, code) of the rejected."""
    body = ""
    for block_id, status, rejected in blocks:
        body += f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{block_id}</OrgnlPmtInfId>"
        if status:
            body += f"<PmtInfSts>{status}</PmtInfSts>"
        for end, code in rejected:
            body += (f"<TxInfAndSts><OrgnlEndToEndId>{end}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
                     f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>")
        body += "</OrgnlPmtInfAndSts>"
    reason = "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>" if group == "RJCT" else ""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
            "<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-03-20T06:00:00</CreDtTm></GrpHdr>"
            f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId>"
            "<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>"
            f"<GrpSts>{group}</GrpSts>{reason}</OrgnlGrpInfAndSts>{body}"
            "</CstmrPmtStsRpt></Document>\n")


class Merchant:
    """A business with a SEPA gateway, and what it does with it."""

    def __init__(self, test, world, notice_days=14, **settings):
        self.test, self.world = test, world
        world.run("setting", "notice_days_debit", str(notice_days))
        world.run("clock", "--to", START)
        world.serve()
        self.gateway = self.ask("POST", "/Gateway/Gateways", {
            "TypeGateway": "Sepa", "TypePayment": "DirectDebit", "Name": "Bank",
            "ApiKey": CREDITOR, "Settings": {"Name": "Éditeur & Cie", "Ics": ICS, **settings}})["Id"]
        self.count = 0

    def ask(self, method, path, body=None, status=(200, 201)):
        got, answer = self.world.ask(method, path, body)
        self.test.assertIn(got, status if isinstance(status, tuple) else (status,),
                           f"{method} {path}: {answer}")
        return answer

    def clock(self, moment):
        self.world.run("clock", "--to", moment)

    def customer(self, name, **mandate):
        """With a mandate on an account of his own."""
        self.count += 1
        self.ask("POST", "/v1/Customer", {"ReferenceCustomer": name, "Name": name})
        return self.ask("POST", "/Gateway/Mandates", {
            "ReferenceCustomer": name, "NameDebtor": name, "Iban": german_iban(self.count),
            "DateSignature": "2026-02-01", **mandate})

    def bill(self, name, amount):
        self.ask("POST", "/v1/BalanceLine",
                 {"ReferenceCustomer": name, "Amount": amount, "Label": "Something"})
        return self.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": name})["Id"]

    def invoice(self, invoice):
        return self.ask("GET", f"/v1/Invoice/{invoice}")

    def state(self, invoice):
        return self.invoice(invoice)["StateInvoice"]

    def file(self, date="2026-12-31", **input):
        """The next one: its row, its message id and its debits."""
        made = self.ask("POST", "/Gateway/SepaFiles", {"Date": date, **input}, 201)
        content = self.world.run("sepa", "content", str(made["Id"]))
        return made, content, *read_debits(content)

    def read(self, content, code=0, name="bank.xml"):
        path = self.world.write(name, content)
        if code:
            return self.world.run("sepa", "read", path, code=code)
        return self.world.json("sepa", "read", path)

    def states(self, content):
        return [one["StateEntry"] for one in self.read(content)]


class Sepa(unittest.TestCase):
    def each(self, *options, **settings):
        """One on each engine; its books are verified in the end."""
        for engine in ENGINES:
            with World(engine, "--tax-rate", "0", *options) as world:
                yield Merchant(self, world, **settings)
                world.run("verify")

    # what is written ----------------------------------------------------------------------------

    def test_a_file_holds_what_waits_once(self):
        for merchant in self.each():
            mandates, bills = {}, {}
            for i, name in enumerate(["ada", "Ünal Çelik", "Société <Générale>"]):
                mandates[name] = merchant.customer(f"c{i}", NameDebtor=name)
                bills[name] = merchant.bill(f"c{i}", 1000 + i)
            merchant.clock("2026-03-05T09:00:00Z")
            self.assertEqual({"DueAuto"}, {merchant.state(one) for one in bills.values()})
            made, content, message, debits = merchant.file()
            self.assertEqual((3, 3003), (made["CountOrders"], made["AmountTotal"]))
            self.assertEqual({"DuePending"}, {merchant.state(one) for one in bills.values()})
            self.assertEqual({m["ReferenceMandate"] for m in mandates.values()},
                             {one["mandate"] for one in debits})
            self.assertEqual([Decimal("10.00"), Decimal("10.01"), Decimal("10.02")],
                             sorted(one["amount"] for one in debits))
            self.assertEqual({"ada", "Unal Celik", "Societe .Generale."},
                             {one["name"] for one in debits})
            for one in debits:
                self.assertEqual((CREDITOR, ICS, "CORE", "RCUR", "2026-02-01", "false", None),
                                 (one["account"], one["ics"], one["scheme"], one["sequence"],
                                  one["signed"], one["amended"], one["smnda"]))
                self.assertLessEqual(set(one["name"] + one["remark"]), ALLOWED)
                self.assertLessEqual(len(one["end"]), 35)
                # The invoice of 2 March told the customer: 14 days later, a Monday.
                self.assertEqual("2026-03-16", one["day"])
            # Nothing is written twice, and a file can be had again.
            again = merchant.ask("POST", "/Gateway/SepaFiles", {"Date": "2026-12-31"}, 200)
            self.assertEqual((0, 0), (again["CountOrders"], again["CountWaiting"]))
            self.assertNotIn("Id", again)
            self.assertEqual(content, merchant.world.run("sepa", "content", str(made["Id"])))
            self.assertNotIn("DE", str(mandates["ada"]["IbanMasked"])[4:])

    def test_blocks_days_and_versions(self):
        for merchant in self.each(Version="2009", notice_days=2, LeadDays=2, Bic="AGRIFRPP"):
            merchant.customer("core")
            merchant.customer("business", SchemeMandate="B2b", Bic="COBADEFFXXX")
            merchant.customer("once", TypeMandate="OneOff")
            for name in ("core", "business", "once"):
                merchant.bill(name, 5000)
            merchant.clock("2026-04-02T09:00:00Z")
            _, content, message, debits = merchant.file()
            self.assertIn("pain.008.001.02", content)
            self.assertIn("<BIC>AGRIFRPP</BIC>", content)
            self.assertEqual({("CORE", "RCUR"), ("B2B", "RCUR"), ("CORE", "OOFF")},
                             {(one["scheme"], one["sequence"]) for one in debits})
            self.assertEqual(3, len({one["block"] for one in debits}))
            # Easter: the second open day after Maundy Thursday.
            self.assertEqual({"2026-04-08"}, {one["day"] for one in debits})
            self.held_against("pain.008.001.02", content)
            # One that was used once is used up.
            merchant.clock("2026-04-20T09:00:00Z")
            merchant.bill("once", 7000)
            merchant.clock("2026-04-24T09:00:00Z")
            failed = merchant.ask("POST", "/Gateway/SepaFiles", {"Date": "2026-12-31"}, 200)
            self.assertEqual((0, 1), (failed["CountOrders"], failed["CountFailed"]))

    def test_files_are_valid_by_the_schemas(self):
        if not os.path.isdir(SCHEMAS) or not shutil.which("xmllint"):
            self.skipTest("the schemas are not at hand")
        for merchant in self.each():
            merchant.customer("ada", CreditorBefore="DE98ZZZ09999999999",
                              CreditorNameBefore="Old & Sons", Bic="COBADEFF")
            merchant.customer("bob")
            bill = merchant.bill("ada", 12345)
            merchant.bill("bob", 1)
            merchant.clock("2026-03-05T09:00:00Z")
            _, content, message, debits = merchant.file()
            self.assertEqual({"true", "false"}, {one["amended"] for one in debits})
            self.held_against("pain.008.001.08", content)
            ends = {one["amount"]: one["end"] for one in debits}
            statements = [
                ("camt.053.001.08", camt([dict(amount="123.45", sign="CRDT", reference="A",
                                               end=ends[Decimal("123.45")], name="Ada")])),
                ("camt.054.001.02", camt([dict(amount="0.01", sign="DBIT", reference="B",
                                               end=ends[Decimal("0.01")], code="MD06")],
                                         "054", "02")),
                ("pain.002.001.10", report(message, "PART", [(debits[0]["block"], "PART", [])])),
            ]
            for schema, statement in statements:
                self.held_against(schema, statement)
                merchant.read(statement)
            self.assertEqual("Paid", merchant.state(bill))

    def held_against(self, schema, content):
        if not os.path.isdir(SCHEMAS) or not shutil.which("xmllint"):
            return
        done = subprocess.run(
            ["xmllint", "--noout", "--nonet", "--schema", os.path.join(SCHEMAS, schema + ".xsd"), "-"],
            input=content.encode(), capture_output=True)
        self.assertEqual(0, done.returncode, done.stderr.decode()[:2000])

    def test_refunds_are_transfers(self):
        for version, schema in (("2019", "pain.001.001.09"), ("2009", "pain.001.001.03")):
            for merchant in self.each(Version=version):
                merchant.customer("ada", Bic="COBADEFF")
                bill = merchant.bill("ada", 1000)
                merchant.file()
                merchant.clock("2026-03-27T10:00:00Z")
                self.assertEqual("Paid", merchant.state(bill))
                for amount in (100, 250):
                    merchant.ask("POST", f"/Finance/Invoices/{bill}/Refund",
                                 {"Reason": "kindness", "Amount": amount, "ModeRefund": "Automatic"}, 202)
                made = merchant.ask("POST", "/Gateway/SepaFiles", {"KindFile": "Transfers"}, 201)
                self.assertEqual((2, 350), (made["CountOrders"], made["AmountTotal"]))
                content = merchant.world.run("sepa", "content", str(made["Id"]))
                self.held_against(schema, content)
                message = ElementTree.fromstring(content)[0]
                self.assertEqual("3.50", text(message, "GrpHdr/CtrlSum"))
                block = find(message, "PmtInf")
                self.assertEqual(CREDITOR, text(block, "DbtrAcct/Id/IBAN"))
                transfers = children(block, "CdtTrfTxInf")
                self.assertEqual([("1.00", german_iban(1)), ("2.50", german_iban(1))],
                                 [(text(one, "Amt/InstdAmt"), text(one, "CdtrAcct/Id/IBAN"))
                                  for one in transfers])
                ends = [text(one, "PmtId/EndToEndId") for one in transfers]
                self.assertEqual("Paid", merchant.state(bill))
                self.assertEqual(["Applied", "Applied"], merchant.states(camt([
                    dict(amount="1.00", sign="DBIT", reference="O1", end=ends[0]),
                    dict(amount="2.50", sign="CRDT", reference="O2", end=ends[1], code="AC04")])))
                states = {one["Amount"]: one["StateTransaction"] for one in merchant.ask(
                    "GET", "/Gateway/Transactions")["Items"]}
                self.assertEqual({1000: "Succeeded", -100: "Succeeded", -250: "Failed"}, states)
                self.assertEqual([("CreditNote" if one["Amount"] < 0 else "Debit")
                                  for one in merchant.ask("GET", "/Finance/Payments")["Items"]],
                                 ["CreditNote", "Debit"])

    def test_a_file_a_day_misses_no_collection(self):
        """Without a date a file reaches as far as the bank needs, over a weekend and Easter."""
        for merchant in self.each():
            merchant.customer("ada")
            merchant.clock("2026-03-23T09:00:00Z")
            bill = merchant.bill("ada", 1000)  # for Easter Monday, 6 April
            day = datetime.date(2026, 3, 24)
            while merchant.state(bill) == "DueAuto":
                merchant.clock(f"{day}T09:00:00Z")
                if day.weekday() < 5:
                    made = merchant.ask("POST", "/Gateway/SepaFiles", {}, (200, 201))
                day += datetime.timedelta(days=1)
            self.assertEqual(1, made["CountOrders"])
            content = merchant.world.run("sepa", "content", str(made["Id"]))
            self.assertEqual("2026-04-07", read_debits(content)[1][0]["day"])

    def test_a_new_account_is_told_until_it_is_taken(self):
        for merchant in self.each(notice_days=1):
            mandate = merchant.customer("ada")
            path = f"/Gateway/Mandates/{mandate['Id']}"
            merchant.bill("ada", 1000)
            merchant.clock("2026-03-05T09:00:00Z")
            _, _, message, debits = merchant.file()
            self.assertEqual("false", debits[0]["amended"])
            # Never used, so nothing to tell; now it was.
            amended = merchant.ask("POST", path, {"Iban": german_iban(77)})
            self.assertEqual(german_iban(77)[:4] + " **** " + german_iban(77)[-4:],
                             amended["IbanMasked"])
            merchant.clock("2026-03-20T09:00:00Z")
            merchant.bill("ada", 2000)
            merchant.clock("2026-03-24T09:00:00Z")
            made, _, message, debits = merchant.file()
            self.assertEqual(("true", "SMNDA", german_iban(77)),
                             (debits[0]["amended"], debits[0]["smnda"], debits[0]["iban"]))
            merchant.ask("POST", f"/Gateway/SepaFiles/{made['Id']}/Withdrawal", {})
            _, _, message, debits = merchant.file()
            self.assertEqual(("true", "SMNDA"), (debits[0]["amended"], debits[0]["smnda"]))
            merchant.clock("2026-04-20T09:00:00Z")
            merchant.bill("ada", 3000)
            merchant.clock("2026-04-24T09:00:00Z")
            self.assertEqual("false", merchant.file()[3][0]["amended"])

    def test_a_mandate_that_is_over_is_not_used(self):
        for merchant in self.each():
            mandate = merchant.customer("ada")
            bill = merchant.bill("ada", 1000)
            merchant.clock("2026-03-05T09:00:00Z")
            file = merchant.file()[0]
            merchant.ask("POST", f"/Gateway/SepaFiles/{file['Id']}/Withdrawal", {})
            self.assertEqual("DueToProcess", merchant.state(bill))
            merchant.ask("POST", f"/Gateway/Mandates/{mandate['Id']}/Revocation", {"Reason": "she left"})
            made = merchant.ask("POST", "/Gateway/SepaFiles", {"Date": "2026-12-31"}, 200)
            self.assertEqual((0, 1), (made["CountOrders"], made["CountFailed"]))
            self.assertEqual("ProblemAuto", merchant.state(bill))
            shown = merchant.ask("GET", f"/Gateway/Mandates/{mandate['Id']}")
            self.assertEqual(("Deleted", "she left"),
                             (shown["StatePermission"], shown["ReasonRevocation"]))
            # 36 months without a collection.
            merchant.ask("POST", "/v1/Customer", {"ReferenceCustomer": "old"})
            merchant.ask("POST", "/Gateway/Mandates", {
                "ReferenceCustomer": "old", "NameDebtor": "Old", "Iban": german_iban(5),
                "ReferenceMandate": "OLD-1", "DateSignature": "2015-01-01",
                "DateLastCollection": "2023-03-01"}, 422)
            kept = merchant.ask("POST", "/Gateway/Mandates", {
                "ReferenceCustomer": "old", "NameDebtor": "Old", "Iban": german_iban(5),
                "ReferenceMandate": "OLD-1", "DateSignature": "2015-01-01",
                "DateLastCollection": "2023-04-01"})
            self.assertEqual("2026-04-01T00:00:00.00Z", kept["DateExpiration"])

    # what the bank tells ------------------------------------------------------------------------

    def test_from_a_charge_to_its_return(self):
        for merchant in self.each():
            merchant.customer("ada")
            bill = merchant.bill("ada", 1000)
            merchant.clock("2026-03-05T09:00:00Z")
            _, _, _, debits = merchant.file()
            end = debits[0]["end"]
            booked = camt([dict(amount="10.00", sign="CRDT", reference="A1", end=end)])
            self.assertEqual(["Applied"], merchant.states(booked))
            self.assertEqual("Paid", merchant.state(bill))
            before = merchant.world.json("export", "ledger")
            # The same once more, and again under another name: nothing changes.
            self.assertFalse(merchant.read(booked)[0].get("IsNew"))
            self.assertEqual(["Known"], merchant.states(
                camt([dict(amount="10.00", sign="CRDT", reference="A2", end=end)], "054", "02")))
            self.assertEqual(before, merchant.world.json("export", "ledger"))
            self.assertEqual("Paid", merchant.state(bill))
            # It comes back, is told by two files, and is a problem once.
            returned = dict(amount="10.00", sign="DBIT", reference="R1", end=end, code="AM04")
            self.assertEqual(["Applied"], merchant.states(camt([returned], "054")))
            self.assertEqual(["Known"], merchant.states(camt([dict(returned, reference="R2")])))
            self.assertIn(merchant.state(bill), ("ProblemAuto", "DueAuto"))
            self.assertEqual(len(before) + 2, len(merchant.world.json("export", "ledger")))

    def test_no_news_is_good_news(self):
        for merchant in self.each(SettleDays=2):
            merchant.customer("ada")
            bill = merchant.bill("ada", 1000)
            merchant.clock("2026-03-05T09:00:00Z")
            self.assertEqual("2026-03-16", merchant.file()[3][0]["day"])
            merchant.clock("2026-03-17T21:00:00Z")
            self.assertEqual("DuePending", merchant.state(bill))
            merchant.clock("2026-03-18T09:00:00Z")
            self.assertEqual("Paid", merchant.state(bill))

    def test_a_dispute_stops_the_mandate(self):
        for merchant in self.each():
            for name, code, invoice_state, mandate_state in (
                    ("ada", "MD01", "ProblemDisputed", "Defective"),
                    ("bob", "MD06", "ProblemDisputed", "Ok")):
                mandate = merchant.customer(name)
                bill = merchant.bill(name, 1000)
                merchant.clock({"ada": "2026-03-05T09:00:00Z", "bob": "2026-04-05T09:00:00Z"}[name])
                end = merchant.file()[3][0]["end"]
                merchant.read(camt([dict(amount="10.00", sign="CRDT", reference="C" + name, end=end)]))
                self.assertEqual("Paid", merchant.state(bill))
                merchant.read(camt([dict(amount="10.00", sign="DBIT", reference="D" + name, end=end,
                                         code=code)]))
                self.assertEqual(invoice_state, merchant.state(bill))
                shown = merchant.ask("GET", f"/Gateway/Mandates/{mandate['Id']}")
                self.assertEqual(mandate_state, shown["StatePermission"])
                merchant.clock({"ada": "2026-04-01T09:00:00Z", "bob": "2026-05-01T09:00:00Z"}[name])

    def test_rejects_at_each_level(self):
        for merchant in self.each():
            names = ["ada", "bob", "cora"]
            for name in names:
                merchant.customer(name)
            bills = {name: merchant.bill(name, 1000 + i) for i, name in enumerate(names)}
            merchant.clock("2026-03-05T09:00:00Z")
            made, _, message, debits = merchant.file()
            block = debits[0]["block"]
            by_name = {one["name"]: one["end"] for one in debits}
            told = report(message, "PART", [(block, "PART", [(by_name["ada"], "AC04")])])
            self.assertEqual(["Applied", "Noted", "Noted"], merchant.states(told))
            self.assertNotIn(merchant.state(bills["ada"]), ("DuePending", "Paid"))
            self.assertEqual("DuePending", merchant.state(bills["bob"]))
            # The bank books what is left of the block as one.
            wrong = camt([dict(amount="99.99", sign="CRDT", reference="X1", block=block)])
            self.assertEqual(["Unmatched"], merchant.states(wrong))
            self.assertEqual("DuePending", merchant.state(bills["bob"]))
            right = camt([dict(amount="20.03", sign="CRDT", reference="X2", block=block)])
            self.assertEqual(["Applied"], merchant.states(right))
            self.assertEqual({"Paid"}, {merchant.state(bills[name]) for name in ("bob", "cora")})
            self.assertNotEqual("Paid", merchant.state(bills["ada"]))
            merchant.ask("POST", f"/Gateway/SepaFiles/{made['Id']}/Withdrawal", {}, 409)

    def test_a_refused_file_is_withdrawn_and_sent_again(self):
        for merchant in self.each():
            merchant.customer("ada")
            bill = merchant.bill("ada", 1000)
            merchant.clock("2026-03-05T09:00:00Z")
            made, _, message, first = merchant.file()
            self.assertEqual(["Applied"], merchant.states(report(message, "RJCT")))
            shown = merchant.ask("GET", f"/Gateway/SepaFiles/{made['Id']}")
            self.assertEqual(("Refused", "FF01"), (shown["StateFile"], shown["Code"]))
            self.assertEqual("DuePending", merchant.state(bill))
            for _ in range(2):
                merchant.ask("POST", f"/Gateway/SepaFiles/{made['Id']}/Withdrawal", {}, 200)
            self.assertEqual("DueToProcess", merchant.state(bill))
            _, _, other, second = merchant.file()
            self.assertNotEqual(message, other)
            self.assertEqual(first[0]["end"], second[0]["end"])
            merchant.read(camt([dict(amount="10.00", sign="CRDT", reference="A", end=second[0]["end"])]))
            self.assertEqual("Paid", merchant.state(bill))

    def test_transfers_pay_what_they_name_exactly(self):
        for merchant in self.each():
            numbers = {}
            for name in ("ada", "bob"):
                merchant.ask("POST", "/v1/Customer", {"ReferenceCustomer": name})
                merchant.ask("POST", f"/v1/CustomerSettingsPayment?ReferenceCustomer={name}",
                             {"TypePayment": "ExternalBank"})
            bills = [merchant.bill("ada", 1000), merchant.bill("ada", 2000), merchant.bill("bob", 500)]
            numbers = [merchant.invoice(bill)["FullNumber"] for bill in bills]
            def transfer(amount, reference, remark):
                return merchant.states(camt([dict(amount=amount, sign="CRDT", reference=reference,
                                                  remark=remark, name="Somebody")]))
            self.assertEqual(["Unmatched"], transfer("10.00", "T1", "thank you"))
            self.assertEqual(["Suggested"], transfer("9.99", "T2", f"invoice {numbers[0]}"))
            self.assertEqual(["Suggested"], transfer("15.00", "T3", f"{numbers[0]} {numbers[2]}"))
            self.assertEqual(["Unmatched"], transfer("10.00", "T4", f"{numbers[0]}1"))
            self.assertEqual({"DueOffline"}, {merchant.state(bill) for bill in bills})
            self.assertEqual(["Applied"], transfer("30.00", "T5",
                                                   f"pour {numbers[0].lower()}, {numbers[1]}."))
            self.assertEqual(["Paid", "Paid", "DueOffline"], [merchant.state(bill) for bill in bills])
            self.assertEqual(["Suggested"], transfer("30.00", "T6", f"{numbers[0]} {numbers[1]}"))
            look = merchant.ask("GET", "/Gateway/SepaEntries?StateEntry=Unmatched")
            self.assertEqual(2, look["TotalItems"])
            self.assertEqual(3, len(merchant.world.json("sepa", "entries", "--state", "Suggested")))

    def test_nothing_unknown_is_lost(self):
        for merchant in self.each():
            files = [
                report("NOT-OURS", "RJCT"),
                report("NOT-OURS", "PART", [("NOT-OURS-1", "RJCT", [("E2E-7", "AM04")])]),
                camt([dict(amount="5.00", sign="DBIT", reference="Z", end="E2E-8", code="AC01")]),
                camt([dict(amount="5.00", sign="CRDT", reference="Y", block="OTHER-1")]),
            ]
            for content in files:
                self.assertIn("Unmatched", merchant.states(content))
            before = merchant.world.json("sepa", "entries")
            for content in files:
                merchant.read(content)
            self.assertEqual(before, merchant.world.json("sepa", "entries"))

    def test_hostile_files_change_nothing(self):
        good = camt([dict(amount="5.00", sign="CRDT", reference="Q", remark="x")])
        laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
        files = {
            "Error.Xml.Doctype": [
                f'<!DOCTYPE l [<!ENTITY l0 "ha">{laughs}]><Document>&l9;</Document>',
                '<!DOCTYPE D SYSTEM "http://127.0.0.1:1/x.dtd"><Document/>',
                '<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document>&x;</Document>',
            ],
            "Error.Xml.Malformed": [
                "", "not xml", good[:-30], good.replace("UTF-8", "KLINGON"),
                good.replace("<Id>1</Id>", "<Id>&nbsp;</Id>"),
            ],
            "Error.Xml.TooLarge": ["<a>" * 100000],
            "Error.Sepa.UnknownMessage": ["<Document><Wrong/></Document>"],
            "Error.Sepa.Unreadable": [good.replace('Ccy="EUR">5.00', 'Ccy="EUR">5.001'),
                                      good.replace('Ccy="EUR"', 'Ccy="???"'),
                                      good.replace("2026-03-20</Dt></BookgDt>", "x</Dt></BookgDt>")],
        }
        for merchant in self.each():
            for code, contents in files.items():
                for content in contents:
                    status, answer = merchant.world.ask("POST", "/Gateway/SepaStatements",
                                                        {"Content": content or " "})
                    self.assertEqual(422, status, content[:100])
                    self.assertEqual([code], [one["Code"] for one in answer], content[:100])
                    merchant.read(content, code=1)
            with open(os.path.join(merchant.world.folder, "latin.xml"), "wb") as file:
                file.write(good.encode().replace(b"Somebody", b"x").replace(b">x<", b">\xe9<"))
            merchant.world.run("sepa", "read", file.name, code=1)
            with open(file.name, "wb") as file:
                file.truncate((32 << 20) + 1)
            merchant.world.run("sepa", "read", file.name, code=2)
            self.assertEqual([], merchant.world.json("sepa", "entries"))

    def test_pending_entries_wait(self):
        for merchant in self.each():
            self.assertEqual([], merchant.read(
                camt([dict(amount="5.00", sign="CRDT", reference="P", state="PDNG")])))

    # mandates from elsewhere --------------------------------------------------------------------

    def test_mandates_are_imported_all_or_none(self):
        for merchant in self.each():
            for name in ("ada", "bob"):
                merchant.ask("POST", "/v1/Customer", {"ReferenceCustomer": name})
            head = "ReferenceCustomer;ReferenceMandate;NameDebtor;Iban;DateSignature;SchemeMandate\n"
            good = (head + f"ada;RUM-1;Ada;{german_iban(1)};2025-01-02;\n"
                    f"bob;RUM-2;Bob;{german_iban(2)};2025-01-02;B2b\n")
            bad = good + f"bob;RUM 3_;Bob;{german_iban(3)};2025-01-02;\nada;RUM-4;;FR00;2031-01-01;X\n"
            path = merchant.world.write("mandates.csv", bad)
            done = merchant.world.run("mandate", "import", path, code=1)
            self.assertEqual([], merchant.world.json("mandate", "list"), done)
            path = merchant.world.write("mandates.csv", good)
            self.assertEqual(2, merchant.world.json("mandate", "import", path)["Added"])
            again = merchant.world.json("mandate", "import", path)
            self.assertEqual((0, 2), (again["Added"], again["Known"]))
            self.assertEqual("B2b", merchant.world.json("mandate", "show", "RUM-2")["SchemeMandate"])


if __name__ == "__main__":
    counted.main()
