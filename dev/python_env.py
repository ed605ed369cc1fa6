"""The virtual environment ``.venv`` with the Python packages that all commands need."""

import os
import shutil
import subprocess
import sys

from . import stamp, system_tools
from .console import Failure
from .layout import DEV, LOGS, ROOT, VENV, inside_venv, venv_python

REQUIREMENTS = (
    DEV / "requirements-odoo.txt",
    DEV / "requirements-server.txt",
    DEV / "requirements-test.txt",
    ROOT / "requirements.txt",
)
# Odoo and pytest-odoo import pkg_resources, which setuptools 82 dropped.
BUILD_TOOLS = ("pip", "setuptools<82", "wheel")


def ensure():
    """Create the environment and install the requirements; return what was done."""
    wanted = stamp.fingerprint(str(VENV), *BUILD_TOOLS, *REQUIREMENTS)
    if venv_python().exists() and stamp.is_current("venv", wanted):
        return "up to date"
    if not _works():
        _create()
    _pip("install", "--upgrade", *BUILD_TOOLS)
    files = [item for path in REQUIREMENTS for item in ("-r", str(path))]
    _pip("install", *files)
    stamp.write("venv", wanted)
    return "installed"


def enter(steps_done=0):
    """Go on with the same command on the environment's interpreter."""
    os.environ["K2K_STEPS_DONE"] = str(steps_done)
    os.chdir(ROOT)
    arguments = [str(venv_python()), "-m", "dev", *sys.argv[1:]]
    os.execv(arguments[0], arguments)


def enter_if_there():
    """Go on inside the environment if it works; never create it."""
    if not inside_venv() and _works():
        enter()


def _works():
    """Tell whether the environment has a working pip (an interrupted one has not)."""
    if not venv_python().exists():
        return False
    check = [str(venv_python()), "-m", "pip", "--version"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def _create():
    """Make the environment; as root on bare Debian, install python3-venv first."""
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(
            "This Python cannot make virtual environments: install the package "
            "python3-venv (as root: apt-get install python3-venv) and try again."
        )
    system_tools.apt_install("python3-venv")
    subprocess.run(command, check=True)


def _pip(*arguments):
    """Run the environment's pip; show its output only when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "pip.log"
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check"]
    with log.open("a", encoding="utf-8") as output:
        result = subprocess.run(
            [*command, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        tail = log.read_text(encoding="utf-8").splitlines()[-25:]
        raise Failure("pip failed:\n" + "\n".join(tail))
