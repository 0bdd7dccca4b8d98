"""Runs the unittest cases of a program and ends with `N passed, N failed, N skipped`."""
import sys
import unittest


class Counting(unittest.TextTestResult):
    """Counts what passed: what was run leaves out the cases of a class that was skipped as a whole."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1, resultclass=Counting).run(suite)
    failed = len(result.failures) + len(result.errors)
    for case, why in result.skipped:
        print(f"skipped {case.id()}: {why}")
    print(f"{result.passed} passed, {failed} failed, {len(result.skipped)} skipped")
    sys.exit(1 if failed else 0)
