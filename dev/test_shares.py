"""Dividing the test files among processes that run side by side."""

import re

from .layout import ROOT, present_addons

# Seconds, as measured on two cores; they only balance the shares.
SECONDS_PER_CLASS = 4
SECONDS_PER_TEST = 2
SECONDS_PER_TOUR = 15
# Files of tests/ start servers and browsers of their own.
SECONDS_PER_SERVER_FILE = 60

FEATURES = (
    (re.compile(r"^class Test", re.MULTILINE), SECONDS_PER_CLASS),
    (re.compile(r"^    def test_", re.MULTILINE), SECONDS_PER_TEST),
    (re.compile(r"start_tour\(|browser_js\("), SECONDS_PER_TOUR),
)


def test_files():
    """Return the paths of all test files, relative to the project."""
    folders = [ROOT / addon / "tests" for addon in present_addons()]
    files = [path for folder in folders for path in folder.glob("test_*.py")]
    files += (ROOT / "tests").glob("test_*.py")
    return sorted(path.relative_to(ROOT) for path in files)


def divide(files, count):
    """Return ``count`` lists of files that should take about the same time."""
    shares = [[] for _number in range(count)]
    seconds = [0] * count
    for path in sorted(files, key=estimate, reverse=True):
        shortest = seconds.index(min(seconds))
        shares[shortest].append(path)
        seconds[shortest] += estimate(path)
    return [sorted(share) for share in shares]


def estimate(path):
    """Return about how many seconds a test file takes."""
    text = (ROOT / path).read_text(encoding="utf-8")
    total = sum(seconds * len(feature.findall(text)) for feature, seconds in FEATURES)
    return total + (SECONDS_PER_SERVER_FILE if path.parts[0] == "tests" else 0)
