"""Stamp files: a step is repeated only when one of its inputs has changed."""

import hashlib

from .layout import CACHE


def fingerprint(*parts):
    """Return a short hash of strings, bytes and the contents of files (paths)."""
    digest = hashlib.sha256()
    for part in parts:
        if hasattr(part, "read_bytes"):
            part = part.read_bytes()
        elif isinstance(part, str):
            part = part.encode()
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def is_current(name, value):
    """Tell whether the step ``name`` was last finished with these inputs."""
    path = CACHE / "stamps" / name
    return path.is_file() and path.read_text(encoding="utf-8") == value


def write(name, value):
    """Remember that the step ``name`` is finished with these inputs."""
    path = CACHE / "stamps" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value, encoding="utf-8")
