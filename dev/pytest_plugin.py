"""A pytest plugin that fails a run which only looks green.

* A record of level WARNING or above in Odoo's log fails the run, unless the test
  expected it (``mute_logger``, ``assertLogs``).
* A skipped test fails the run: Odoo skips browser tests where it finds no browser.
"""

import logging

import pytest

from . import odoo_log, system_tools


def pytest_configure(config):
    """Watch from the start, since importing an addon can log, too."""
    config.pluginmanager.register(Watcher(), "k2k-watcher")


class Watcher(logging.Handler):
    """Collects what must not happen during a run."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.current_test = "outside of tests"
        self.log_entries = []
        self.skipped = []
        self.missing = [] if system_tools.find_browser() else ["no browser was found"]
        logging.getLogger().addHandler(self)

    def emit(self, record):
        """Note a record of Odoo; muted and expected ones do not come here."""
        message = record.getMessage()
        ours = record.name.split(".")[0] == "odoo"
        if ours and not odoo_log.is_tolerated(record.name, message):
            entry = f"{record.levelname} {record.name}: {message}"
            if record.exc_info:
                entry += "\n" + logging.Formatter().formatException(record.exc_info)
            self.log_entries.append(f"{self.current_test}\n    {entry}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        """Remember which test runs."""
        self.current_test = item.nodeid
        try:
            return (yield)
        finally:
            self.current_test = "outside of tests"

    def pytest_runtest_logreport(self, report):
        """Note skipped tests; an expected failure is not one."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note_skip(report)

    def pytest_collectreport(self, report):
        """Note files that were skipped as a whole."""
        if report.skipped:
            self._note_skip(report)

    def _note_skip(self, report):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        self.skipped.append(f"{report.nodeid}: {reason}")

    def problems(self):
        """Return (title, entries) of each kind of problem that was met."""
        kinds = {
            "missing tools": self.missing,
            "skipped tests": self.skipped,
            "warnings and errors in Odoo's log": self.log_entries,
        }
        return [(title, entries) for title, entries in kinds.items() if entries]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        """Turn a run with problems red."""
        logging.getLogger().removeHandler(self)
        if self.problems() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Say what made the run red."""
        for title, entries in self.problems():
            terminalreporter.section(f"{title}: {len(entries)} (the run fails)")
            for entry in entries:
                terminalreporter.write_line(entry)
