#!/usr/bin/env python3
"""How soon the customers' pages are painted on a slow phone, and what they weigh.

    bench/pages.py [--tacite PROGRAM]

Chromium, as tests/test_browser.py has it, opens each page with nothing kept from before: 150 ms there
and back, 1.6 Mbit/s down, a quarter of this machine's speed. The median of five.
"""
import argparse
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tacite", default=os.path.join("build", "tacite"))
    os.environ["TACITE"] = os.path.abspath(parser.parse_args().tacite)
    import test_browser

    print("| page | first paint | all that came | what moved |\n|---|---:|---:|---:|")
    told = test_browser.in_a_browser("measure.js", [], check=True, capture_output=True, encoding="utf-8")
    for line in told.stdout.splitlines():
        page = json.loads(line)
        print(f"| {page['name']} | {page['paint']} ms | {page['bytes'] / 1000:.1f} kB | {page['shift']} |")


if __name__ == "__main__":
    main()
