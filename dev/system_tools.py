"""Programs of the operating system: a browser, and wkhtmltopdf for PDF reports."""

import ctypes.util
import os
import shutil
import subprocess

from .console import Failure
from .layout import LOGS

# The names under which Odoo's own browser tests look for a browser.
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find_browser():
    """Return the path of a Chromium-like browser, or None."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    return None


def missing():
    """Return the Debian packages that are not installed, with what needs them."""
    wanted = {}
    if not find_browser():
        wanted["chromium"] = "the browser tests"
    if not shutil.which("wkhtmltopdf"):
        wanted["wkhtmltopdf"] = "PDF reports made of web pages (QWeb)"
    if not ctypes.util.find_library("atomic"):
        wanted["libatomic1"] = "Playwright, so the browser tests of tests/"
    return wanted


def ensure():
    """Install what is missing when we may; return what was done and notes."""
    absent = missing()
    if not absent:
        return "present", []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(*absent)
        return "installed " + ", ".join(absent), []
    notes = [
        f"{package} is missing; without it do not work: {purpose}"
        for package, purpose in absent.items()
    ]
    notes.append(f"to install (as root): apt-get install {' '.join(absent)}")
    return "incomplete", notes


def apt_install(*packages):
    """Install Debian packages; show apt's output only when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    with (LOGS / "apt.log").open("w+", encoding="utf-8") as output:
        for command in (["apt-get", "update"], install):
            result = subprocess.run(
                command,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if result.returncode:
            output.seek(0)
            tail = output.read().splitlines()[-15:]
            raise Failure("apt-get install failed:\n" + "\n".join(tail))
