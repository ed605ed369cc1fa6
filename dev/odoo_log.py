"""Finding the lines of Odoo's log that must not be there."""

import re

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.]+): (?P<message>.*)$"
)
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}

# Deprecations inside Odoo's own code are none of our business; those in ours are.
FOREIGN_DEPRECATION = re.compile(r"(?!.*/k2k_connector\w*/).*DeprecationWarning")

# Noise that comes from the machine and that no addon can change, each with its reason.
TOLERATED = (
    # Debian's wkhtmltopdf is built without the patches that give running headers.
    re.compile(r"wkhtmltopdf.*patched", re.IGNORECASE),
    # The browser was closed at the end of a test, while its page still loaded.
    re.compile(r"^Error received after termination"),
)


def is_tolerated(logger, message):
    """Tell whether a warning is no fault of our addons."""
    if logger == "py.warnings" and FOREIGN_DEPRECATION.match(message):
        return True
    return any(pattern.search(message) for pattern in TOLERATED)


def problems(text):
    """Return the entries of level WARNING and above, with their tracebacks."""
    found = []
    current = None
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            bad = match["level"] in BAD_LEVELS and not is_tolerated(
                match["logger"], match["message"]
            )
            current = [line] if bad else None
            if bad:
                found.append(current)
        elif current is not None:
            current.append(line)
    return ["\n".join(entry) for entry in found]


def failure(text):
    """Return what tells why Odoo failed: the last error with its causes."""
    lines = text.splitlines()
    entry, start = 0, max(0, len(lines) - 40)
    for number, line in enumerate(lines):
        if LINE.match(line):
            entry = number
        elif line.startswith("Traceback (most recent call last)"):
            start = entry
    return "\n".join(lines[start:])
