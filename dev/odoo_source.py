"""Odoo 19 itself: a checkout named by ODOO_SRC, or Debian's package, unpacked."""

import re
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from . import debian_odoo, stamp
from .console import Failure
from .layout import VENV, setting


@dataclass(frozen=True)
class OdooSource:
    """An Odoo 19.0 that can be imported from ``python_path``."""

    python_path: Path
    addons: tuple[Path, ...]
    identity: str


def ensure():
    """Return the Odoo to use, what was done, and notes."""
    chosen = setting("ODOO_SRC")
    if chosen:
        source, text, notes = from_folder(Path(chosen).expanduser()), "ODOO_SRC", []
    else:
        folder, text, notes = debian_odoo.ensure()
        source = from_folder(folder)
    _make_importable(source)
    return source, text, notes


def from_folder(folder):
    """Recognise a checkout (odoo-bin, addons, odoo) or a folder with the package."""
    folder = folder.resolve()
    if (folder / "release.py").is_file():
        folder = folder.parent
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        raise Failure(f"There is no Odoo in {folder} (no odoo/release.py).")
    text = release.read_text(encoding="utf-8")
    if not re.search(r"^version_info = \(19, 0\b", text, re.MULTILINE):
        raise Failure(f"The Odoo in {folder} is not version 19.0.")
    # Debian's package has all addons inside the package, a checkout only some.
    inside = (folder / "odoo" / "addons" / "web").is_dir()
    addons = () if inside else (folder / "addons",)
    return OdooSource(folder, addons, _identity(folder, text))


def _identity(folder, release):
    """Return a text that changes when another Odoo is used."""
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    if (folder / ".git").exists():
        head = subprocess.run(command, capture_output=True, text=True, check=False)
        if head.returncode == 0:
            return head.stdout.strip()
    return stamp.fingerprint(release, str(folder))


def _make_importable(source):
    """Put the source on the import path of the virtual environment."""
    scheme = {"base": str(VENV), "platbase": str(VENV)}
    site_packages = Path(sysconfig.get_path("purelib", vars=scheme))
    pointer = site_packages / "k2k_odoo.pth"
    line = f"{source.python_path}\n"
    if not pointer.exists() or pointer.read_text(encoding="utf-8") != line:
        pointer.write_text(line, encoding="utf-8")
