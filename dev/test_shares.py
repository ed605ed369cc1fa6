"""Dividing the test files among processes that run side by side."""

import re

from .layout import ROOT, present_addons

# Seconds, as measured on two cores; they only balance the shares.
SECONDS_PER_CLASS = 3
SECONDS_PER_TEST = {
    "k2k_connector": 0.7,
    "k2k_connector_stock": 2.8,
    "k2k_connector_label": 2.4,
}
SECONDS_PER_TOUR = 16
SECONDS_PER_HOOT = 90
# Files of tests/ start servers and browsers of their own; all need the demo.
SECONDS_PER_SERVER_FILE = 45
SECONDS_FOR_DEMO = 45

CLASS = re.compile(r"^class Test", re.MULTILINE)
TEST = re.compile(r"^    def test_", re.MULTILINE)
FEATURES = (
    (CLASS, SECONDS_PER_CLASS),
    (re.compile(r"start_tour\("), SECONDS_PER_TOUR),
    (re.compile(r"browser_js\("), SECONDS_PER_HOOT),
)


def test_files():
    """Return the paths of all test files, relative to the project."""
    folders = [ROOT / addon / "tests" for addon in present_addons()]
    files = [path for folder in folders for path in folder.glob("test_*.py")]
    files += (ROOT / "tests").glob("test_*.py")
    return sorted(path.relative_to(ROOT) for path in files)


def divide(files, count):
    """Return ``count`` lists of files that should take about the same time.

    What needs the demo is in one of them, which builds it once.
    """
    servers = [path for path in files if _starts_servers(path)]
    shares = [servers] + [[] for _number in range(count - 1)]
    seconds = [sum(map(estimate, servers)) + SECONDS_FOR_DEMO] + [0] * (count - 1)
    others = [path for path in files if path not in servers]
    for path in sorted(others, key=estimate, reverse=True):
        shortest = seconds.index(min(seconds))
        shares[shortest].append(path)
        seconds[shortest] += estimate(path)
    return [sorted(share) for share in shares]


def estimate(path):
    """Return about how many seconds a test file takes."""
    if _starts_servers(path):
        return SECONDS_PER_SERVER_FILE
    text = (ROOT / path).read_text(encoding="utf-8")
    per_test = SECONDS_PER_TEST.get(path.parts[0], 1)
    tests = per_test * len(TEST.findall(text))
    return tests + sum(each * len(found.findall(text)) for found, each in FEATURES)


def _starts_servers(path):
    return path.parts[0] == "tests"
