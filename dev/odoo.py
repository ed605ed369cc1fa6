"""Running Odoo: its configuration file, its command line, and its log."""

import os
import subprocess
from dataclasses import dataclass

from . import odoo_log
from .console import Failure
from .layout import CACHE, DATA_DIR, LOGS, ROOT, venv_python
from .odoo_source import OdooSource
from .postgres import Server

CONFIG_FILE = CACHE / "odoo.conf"
# A file of its own: with workers Odoo starts another process by its own first argument,
# which ``python -m odoo`` does not survive.
LAUNCHER = CACHE / "bin" / "odoo-bin"
LAUNCH = "import odoo.cli\n\nodoo.cli.main()\n"


def variables(server):
    """Return the variables that lead any Odoo process to our set-up."""
    return {**server.environment(), "ODOO_RC": str(CONFIG_FILE)}


# The style sheets and scripts of the backend and of the web site.
COMPILE_ASSETS = """
for name in ("assets_web", "assets_frontend", "assets_frontend_minimal",
             "assets_frontend_lazy"):
    bundle = env["ir.qweb"]._get_asset_bundle(f"web.{name}")
    bundle.css()
    bundle.js()
env.cr.commit()
"""


@dataclass(frozen=True)
class Odoo:
    """An Odoo together with the database server it works on."""

    source: OdooSource
    server: Server

    def write_config(self):
        """Write the configuration file that all our Odoo processes share."""
        paths = (*self.source.addons, ROOT)
        options = {
            "addons_path": ",".join(map(str, paths)),
            "data_dir": DATA_DIR,
            "db_host": self.server.host or False,
            "db_port": self.server.port or False,
            "db_user": self.server.user or False,
            "http_interface": "127.0.0.1",
            # Browsers, started by tests, would inherit Odoo's limit and die of it.
            "limit_memory_hard": 0,
            "list_db": False,
            "screenshots": CACHE / "screenshots",
        }
        lines = (f"{name} = {value}\n" for name, value in options.items())
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        LAUNCHER.parent.mkdir(exist_ok=True)
        LAUNCHER.write_text(LAUNCH, encoding="utf-8")
        CONFIG_FILE.write_text("[options]\n" + "".join(lines), encoding="utf-8")

    def environment(self):
        """Return the whole environment of Odoo's processes."""
        # scripts for Odoo's shell import the demo from here
        return {**os.environ, **variables(self.server), "PYTHONPATH": str(ROOT)}

    def command(self, *arguments):
        """Return a command line that runs Odoo."""
        return [str(venv_python()), str(LAUNCHER), *arguments]

    def run(self, name, database, *arguments):
        """Install or update modules; return Odoo's log (kept as ``name``.log)."""
        options = ("-d", database, "--no-http", "--stop-after-init", *arguments)
        return self._finish(name, self.command(*options))

    def execute(self, name, *arguments):
        """Run any command of Odoo's command line; return its output and log."""
        return self._finish(name, self.command(*arguments))

    def script(self, name, database, text, *arguments):
        """Run a script in Odoo's shell; return its output and log."""
        options = ("-d", database, "--no-http", "--max-cron-threads=0", *arguments)
        return self._finish(name, self.command("shell", *options), text)

    def compile_assets(self, database):
        """Compile what browsers load, once and not at the first visit."""
        self.script("assets", database, COMPILE_ASSETS)

    def _finish(self, name, command, text=""):
        """Run a command to its end, its output in a file; return the output."""
        LOGS.mkdir(parents=True, exist_ok=True)
        path = LOGS / f"{name}.log"
        with path.open("w", encoding="utf-8") as output:
            result = subprocess.run(
                command,
                cwd=ROOT,
                env=self.environment(),
                input=text.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        log = path.read_text(encoding="utf-8", errors="replace")
        if result.returncode:
            where = path.relative_to(ROOT)
            raise Failure(f"Odoo failed ({where}):\n{odoo_log.failure(log)}")
        return log
