"""Odoo 19 from Debian's unstable suite, unpacked below ``.cache`` (not installed).

``apt-get`` runs with its own source list and state folders, so neither the system's
packages nor its settings change. The mirror is the one the machine itself uses, and
apt verifies Debian's signatures.
"""

import os
import shutil
import subprocess
import tarfile

from . import stamp
from .console import Failure
from .layout import CACHE

HOME = CACHE / "odoo"
TREE = HOME / "root"
PYTHON_PATH = TREE / "usr" / "lib" / "python3" / "dist-packages"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
UNSTABLE = "sid"
STABLE = "bookworm"

# Odoo, and the files its web assets link to by relative paths.
PACKAGES = tuple(
    f"{name}/{UNSTABLE}"
    for name in (
        "odoo-19",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-inconsolata",
        "fonts-montserrat",
        "fonts-ocr-b",
        "fonts-roboto-unhinted",
    )
)
# Odoo's icons are those of Font Awesome 4; unstable has a later one, without them.
PACKAGES += (f"fonts-font-awesome/{STABLE}",)

# Options that keep apt's hands off the system's own state and sources.
OWN_STATE = {
    "Dir_State_Lists": HOME / "lists",
    "Dir_State_Status": "/dev/null",
    "Dir_Cache": HOME / "apt",
    "APT_Sandbox_User": "root",
}
OWN_SOURCES = {
    "Dir_Etc_SourceList": HOME / "sources.list",
    "Dir_Etc_SourceParts": "-",
}

# Debian leaves out one minified file that the backend's assets name.
SELFIE_PACKAGE = "@mediapipe/selfie_segmentation"
SELFIE_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def ensure():
    """Return the folder that holds the ``odoo`` package, what was done, and notes."""
    wanted = stamp.fingerprint(*PACKAGES)
    if PYTHON_PATH.is_dir() and stamp.is_current("odoo", wanted):
        return PYTHON_PATH, "up to date", []
    for tool in ("apt-get", "dpkg"):
        if not shutil.which(tool):
            raise Failure(
                f"Without {tool} Odoo cannot be fetched from Debian: set ODOO_SRC to "
                "a checkout of Odoo 19.0."
            )
    shutil.rmtree(HOME, ignore_errors=True)
    _download()
    _unpack()
    notes = _add_missing_file()
    _link_font()
    stamp.write("odoo", wanted)
    return PYTHON_PATH, "unpacked", notes


def _download():
    """Fetch the packages into ``debs``."""
    for folder in ("debs", "lists/partial", "apt/archives/partial"):
        (HOME / folder).mkdir(parents=True)
    address = mirror()
    lines = [
        f"deb [signed-by={KEYRING}] {address} {suite} main\n"
        for suite in (UNSTABLE, STABLE)
    ]
    (HOME / "sources.list").write_text("".join(lines), encoding="utf-8")
    _apt("update", **OWN_STATE, **OWN_SOURCES)
    _apt("download", *PACKAGES, **OWN_STATE, **OWN_SOURCES)


def mirror():
    """Return the address of the Debian mirror this machine is set up with.

    apt tells its sources only after an update, which a fresh machine has not had.
    """
    address = _find_mirror()
    if not address:
        _apt("update", **OWN_STATE)
        address = _find_mirror(**OWN_STATE)
    if not address:
        raise Failure(
            f"apt has no source for Debian {STABLE} main to take the mirror from: set "
            "ODOO_SRC to a checkout of Odoo 19.0."
        )
    return address


def _find_mirror(**options):
    """Return the mirror as apt's configuration tells it, or None."""
    form = "$(REPO_URI)|$(COMPONENT)|$(CODENAME)"
    question = ("indextargets", "--format", form, "Created-By: Packages")
    for line in _apt(*question, **options).splitlines():
        address, component, codename = line.split("|")
        if (component, codename) == ("main", STABLE):
            return address
    return None


def _apt(*arguments, **options):
    """Run apt-get with some options of its configuration; return its output."""
    flags = [
        item
        for key, value in options.items()
        for item in ("-o", f"{key.replace('_', '::')}={value}")
    ]
    command = ["apt-get", "-q", *flags, *arguments]
    result = subprocess.run(
        command, cwd=HOME / "debs", capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise Failure("apt-get failed:\n" + result.stdout + result.stderr)
    return result.stdout


def _unpack():
    """Unpack the packages into one tree, and drop the downloads."""
    for package in sorted((HOME / "debs").glob("*.deb")):
        subprocess.run(["dpkg", "-x", str(package), str(TREE)], check=True)
    for folder in ("debs", "lists", "apt"):
        shutil.rmtree(HOME / folder)
    # An incomplete second copy of the addons: Python files without their views.
    shutil.rmtree(PYTHON_PATH / "addons", ignore_errors=True)


def _add_missing_file():
    """Add the file that Debian leaves out, or an empty one; return notes."""
    target = PYTHON_PATH / "odoo" / "addons" / SELFIE_FILE
    if target.exists():
        return []
    target.parent.mkdir(parents=True)
    archive = _npm_pack(SELFIE_PACKAGE)
    if archive:
        with tarfile.open(archive) as tar:
            member = tar.extractfile(f"package/{target.name}")
            target.write_bytes(member.read())
        archive.unlink()
        return []
    target.write_text("", encoding="utf-8")
    return [
        f"npm could not fetch {SELFIE_PACKAGE}: video calls cannot blur backgrounds"
    ]


def _npm_pack(package):
    """Return the path of an npm package's archive, or None if it cannot be had."""
    if not shutil.which("npm"):
        return None
    command = ["npm", "pack", "--silent", package]
    environment = {**os.environ, "npm_config_cache": str(HOME / "npm")}
    result = subprocess.run(
        command, cwd=HOME, env=environment, capture_output=True, text=True, check=False
    )
    shutil.rmtree(HOME / "npm", ignore_errors=True)
    archives = list(HOME.glob("*.tgz"))
    return archives[0] if result.returncode == 0 and archives else None


def _link_font():
    """Point the till's Inconsolata at the name the font has in unstable."""
    link = PYTHON_PATH / "odoo/addons/point_of_sale/static/src/fonts/Inconsolata.otf"
    font = TREE / "usr/share/fonts/opentype/inconsolata/Inconsolata-Regular.otf"
    if font.exists() and link.is_symlink() and not link.exists():
        link.unlink()
        link.symlink_to(os.path.relpath(font, link.parent))
