"""``make bench``: measure the promises beside the peers; the table is kept.

Each file of tests/bench with a function ``measure`` runs in an Odoo of its own, on a
database that is made for it and dropped again; one with ``measure_filled`` does so on
a clone that its ``fill`` has filled in another process, and may commit there, and one
with ``measure_server`` runs here and starts servers on clones of it. ``ARGS=`` names
files to run only them.
"""

import importlib
import json

from . import bench_peer, database, setup, spare_companies
from .console import Failure, say
from .layout import CACHE, ROOT, present_addons
from .locks import lock

DATABASE = "k2k_test_bench"
TABLE = CACHE / "bench.txt"
MARK = "K2K-BENCH "
# what a benchmark measures in there; without one of these it is none
FUNCTIONS = ("measure", "measure_filled", "measure_server")
# nothing is committed there: each benchmark finds the same database
SCRIPT = """
import json
from tests.bench import {name}
print("\\n{mark}" + json.dumps({name}.{function}(env), default=str))
"""
# a benchmark whose peer is no part of Odoo names what pip installs, and the modules
PEER = """
import json
from tests.bench import {name}
print("\\n{mark}" + json.dumps([{name}.PEER_PACKAGES, {name}.PEER_MODULES]))
"""
COLUMNS = {
    "what": "what",
    "unit": "unit",
    "ours": "ours",
    "queries": "queries",
    "peer_name": "peer",
    "peer": "peer's",
    "peer_queries": "queries",
    "ratio": "ratio",
    "promise": "promise",
}


def main(progress, *names):
    """Measure, write the table to .cache/bench.txt and print it."""
    found = _benchmarks()
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise Failure(f"No benchmark {', '.join(unknown)}; there is {', '.join(found)}")
    names = names or found
    progress.total = 6 + len(names)
    odoo = setup.with_template(progress)
    rows, failures = [], []
    with lock("make bench", wait=False):
        try:
            with progress.step("Installing"):
                template = database.template_name(odoo)
                database.clone(odoo.server, template, DATABASE)
                odoo.run("bench-install", DATABASE, "-i", ",".join(present_addons()))
                spare_companies.make(odoo, DATABASE)
            for name in names:
                with progress.step(f"Measuring {name}") as outcome:
                    try:
                        rows += _measure(odoo, name)
                    except Failure as failure:
                        failures.append(f"{name}: {failure}")
                        outcome.text = "failed"
        finally:
            database.drop(odoo.server, DATABASE)
    text = table(rows)
    TABLE.write_text(text, encoding="utf-8")
    say(f"\n{text}\nkept in {TABLE.relative_to(ROOT)}")
    if failures:
        raise Failure("\n".join(failures))
    return 0


def _benchmarks():
    """Return the names of the files that can measure something."""
    files = sorted((ROOT / "tests" / "bench").glob("*.py"))
    return [
        path.stem
        for path in files
        if any(_has(path.stem, function) for function in FUNCTIONS)
    ]


def _has(name, function):
    """Tell whether a benchmark has that function; Odoo need not be there to ask."""
    path = ROOT / "tests" / "bench" / f"{name}.py"
    return f"\ndef {function}(" in path.read_text(encoding="utf-8")


def _measure(odoo, name):
    """Run one benchmark, as a rule in Odoo's shell; return its rows."""
    if _has(name, "measure_server"):
        benchmark = importlib.import_module(f"tests.bench.{name}")
        return benchmark.measure_server(odoo.server, DATABASE)
    if _has(name, "measure_filled"):
        return _measure_filled(odoo, name)
    script = SCRIPT.format(name=name, function="measure", mark=MARK)
    rows = _answer(name, odoo.script(f"bench-{name}", DATABASE, script))
    if _has(name, "measure_peer"):
        _measure_peer(odoo, name, rows)
    return rows


def _measure_filled(odoo, name):
    """Run one benchmark on a clone that its ``fill`` has filled; return its rows."""
    filled = importlib.import_module("tests.bench.filled").filled
    with filled(odoo.server, DATABASE, name, "fill") as clone:
        script = SCRIPT.format(name=name, function="measure_filled", mark=MARK)
        return _answer(name, odoo.script(f"bench-{name}", clone, script))


def _measure_peer(odoo, name, rows):
    """Measure the peer on a database of its own; put it into the rows.

    ``measure_peer`` returns, for each ``what``, the number and queries of the peer.
    """
    script = PEER.format(name=name, mark=MARK)
    packages, modules = _answer(name, odoo.script(f"bench-{name}", DATABASE, script))
    try:
        bench_peer.install(odoo, packages, modules)
        script = SCRIPT.format(name=name, function="measure_peer", mark=MARK)
        log = f"bench-{name}-peer"
        found = _answer(
            log.removeprefix("bench-"), bench_peer.script(odoo, log, script)
        )
    finally:
        bench_peer.drop(odoo)
    for row in rows:
        if row["what"] in found:
            number, queries = found[row["what"]]
            row.update(peer=number, peer_queries=queries)
            row["ratio"] = round(row["ours"] / number, 2)


def _answer(name, output):
    """Return what a script has printed behind the mark."""
    for line in output.splitlines():
        # on a pipe the shell's prompt may stand before it
        _before, found, text = line.partition(MARK)
        if found:
            return json.loads(text)
    raise Failure(f"nothing was measured, see .cache/logs/bench-{name}.log")


def table(rows):
    """Return the rows (dicts, or lists of cells) as text in columns."""
    lines = [list(COLUMNS.values())]
    for row in rows:
        cells = row
        if isinstance(row, dict):
            # what has no peer has a plain value
            row = {"ours": row.get("value", ""), **row}
            known = [row.get(key) for key in COLUMNS]
            known = ["" if cell is None else cell for cell in known]
            others = [
                f"{key}: {cell}"
                for key, cell in row.items()
                if key not in (*COLUMNS, "value")
            ]
            cells = known + others
        lines.append([str(cell) for cell in cells])
    count = max(map(len, lines))
    lines = [line + [""] * (count - len(line)) for line in lines]
    widths = [max(len(line[place]) for line in lines) for place in range(count)]
    return "".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )
