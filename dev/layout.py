"""Where things are: folders, addons, and the settings taken from the environment."""

import ast
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "dev"
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
LOGS = CACHE / "logs"
DATA_DIR = CACHE / "data"
FILESTORE = DATA_DIR / "filestore"

ADDONS = ("k2k_connector", "k2k_connector_stock", "k2k_connector_label")

DEMO_DATABASE = "k2k_demo"

# Core modules the demo and the tests want beside what the manifests name.
EXTRA_DEPENDENCIES = ("payment_custom",)

# Core modules installed together with our addons, in tests and in the demo: an online
# payment without a bank.
WITH_OUR_ADDONS = ("payment_demo",)


def setting(name, default=""):
    """Return a variable of the environment; an empty one counts as not set."""
    return os.environ.get(name) or default


def venv_python():
    """Return the path of the virtual environment's interpreter."""
    return VENV / "bin" / "python"


def inside_venv():
    """Tell whether this process runs on the virtual environment's interpreter."""
    return Path(sys.prefix) == VENV


def present_addons():
    """Return the project's addons that exist, in the order of their dependencies."""
    return [name for name in ADDONS if (ROOT / name / "__manifest__.py").is_file()]


def installed_addons():
    """Return our addons, and what the tests and the demo install with them."""
    return [*present_addons(), *WITH_OUR_ADDONS]


def manifest(addon):
    """Return the manifest of one of the project's addons as a dictionary."""
    text = (ROOT / addon / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text)


def core_dependencies():
    """Return, sorted, the modules outside this project that our addons depend on."""
    wanted = set(EXTRA_DEPENDENCIES)
    for addon in present_addons():
        wanted.update(manifest(addon).get("depends", ()))
    return sorted(wanted - set(ADDONS))
