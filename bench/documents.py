#!/usr/bin/env python3
"""How fast documents are printed: a plain invoice of four lines with its QR code, its receipt and a
statement, over HTTP, by a server on SQLite that wrk asks on four connections.

    bench/documents.py [--tacite PROGRAM]
"""
import argparse
import base64
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))

SECONDS = 4


def fill(world):
    """An invoice that is partly paid; the paths of its documents."""
    world.run("seller", "set", "name", "Logiciels Mirabelle", "siren", "732829320", "city", "Nancy",
              "country", "FR")
    subprocess.run(world.command("key", "secret", "set", "seller.iban"), env=world.environment,
                   input=b"FR1420041010050500013M02606", check=True)
    world.serve()
    world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada", "Name": "Ada"})
    world.ask("POST", "/v1/CustomerBillingAddress", {
        "ReferenceCustomer": "ada", "Company": "Menuiserie Kerbrat", "AddressLine1": "3 rue du Port",
        "ZipCode": "29900", "City": "Concarneau", "Country": "FR"})
    world.ask("POST", "/v1/CustomerSettingsPayment",
              {"ReferenceCustomer": "ada", "TypePayment": "ExternalBank"})
    for number in range(4):
        world.ask("POST", "/v1/BalanceLine", {
            "ReferenceCustomer": "ada", "Label": f"Line {number}", "Amount": 7900 + number, "Quantity": 2})
    _, invoice = world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})
    _, payment = world.ask("POST", "/Finance/Payments", {"ReferenceCustomer": "ada", "Amount": 100})
    return {"invoices": f"/office/invoices/{invoice['Id']}/pdf",
            "receipts": f"/Finance/Payments/{payment['Id']}/Receipt",
            "statements": "/Finance/Statements.pdf?ReferenceCustomer=ada"}


def printed_per_second(world, path):
    pair = base64.b64encode(f"{world.key['AgentKey']}:{world.key['ApiKey']}".encode()).decode()
    host, port = world.server.address
    done = subprocess.run(["wrk", "-t1", "-c4", f"-d{SECONDS}s", "-H", f"Authorization: Basic {pair}",
                           f"http://{host}:{port}{path}"], stdout=subprocess.PIPE, check=True)
    told = done.stdout.decode()
    assert "Non-2xx" not in told, told
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))


def measure():
    """{"invoices": a second}"""
    from world import World
    with World("sqlite", "--language", "fr", "--currency", "EUR") as world:
        return {name: printed_per_second(world, path) for name, path in fill(world).items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tacite", default="build/tacite")
    os.environ["TACITE"] = os.path.abspath(parser.parse_args().tacite)
    for name, count in measure().items():
        print(f"{name}: {count:,.0f} a second")


if __name__ == "__main__":
    main()
