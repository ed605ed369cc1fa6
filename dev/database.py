"""Our databases: the template with Odoo's own modules, and clones of it."""

import json
import os
import shutil
from contextlib import closing

from psycopg2 import sql

from . import stamp
from .console import Failure
from .layout import FILESTORE, core_dependencies

TEMPLATE_PREFIX = "k2k_template_"
TEST_PREFIX = "k2k_test"
MARK = "made by K2K for Odoo"


def template_name(odoo):
    """Return the template's name: it changes with Odoo and with what we depend on."""
    inputs = (odoo.source.identity, *core_dependencies())
    return TEMPLATE_PREFIX + stamp.fingerprint(*inputs)[:10]


def ensure_template(odoo):
    """Build the template where needed: all core modules, no demo data, no addon."""
    name = template_name(odoo)
    if exists(odoo.server, name) and (FILESTORE / name).is_dir():
        return "up to date"
    drop(odoo.server, name)
    building = name + "_building"
    drop(odoo.server, building)
    odoo.run("template", building, "-i", ",".join(core_dependencies()))
    rename(odoo.server, building, name)
    for old in matching(odoo.server, TEMPLATE_PREFIX):
        if old != name:
            drop(odoo.server, old)
    return "built"


def execute(server, statement, *names, database="postgres"):
    """Run one SQL statement whose {} are database names; return the rows, if any."""
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    with closing(server.connect(database)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []


def matching(server, prefix):
    """Return the databases whose name begins with ``prefix``."""
    rows = execute(server, "SELECT datname FROM pg_database ORDER BY datname")
    return [name for (name,) in rows if name.startswith(prefix)]


def exists(server, name):
    """Tell whether a database exists."""
    return name in matching(server, name)


def clone(server, source, target):
    """Make ``target`` a copy of ``source``, its files included, and mark it as ours."""
    if exists(server, target) and target not in ours(server):
        raise Failure(f"The database {target} is not one of this project.")
    drop(server, target)
    disconnect(server, source)
    execute(server, "CREATE DATABASE {} TEMPLATE {}", target, source)
    write_mark(server, target, {})
    if (FILESTORE / source).is_dir():
        # Odoo never changes a stored file, so that both can share it on the disk.
        shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=os.link)


def write_mark(server, name, values):
    """Keep a few values in the comment of a database, which marks it as ours."""
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        statement = sql.SQL("COMMENT ON DATABASE {} IS %s").format(sql.Identifier(name))
        cursor.execute(statement, [json.dumps({MARK: values})])


def read_mark(server, name):
    """Return the values kept with ``write_mark``, or None if there are none."""
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
    try:
        return json.loads(row[0])[MARK]
    except (TypeError, ValueError, KeyError):
        return None


def ours(server):
    """Return all databases of this project on a server."""
    prefixes = (TEMPLATE_PREFIX, TEST_PREFIX)
    return [
        name
        for name in matching(server, "")
        if name.startswith(prefixes) or read_mark(server, name) is not None
    ]


def rename(server, source, target):
    """Rename a database and its files."""
    disconnect(server, source)
    execute(server, "ALTER DATABASE {} RENAME TO {}", source, target)
    if (FILESTORE / source).is_dir():
        shutil.rmtree(FILESTORE / target, ignore_errors=True)
        (FILESTORE / source).rename(FILESTORE / target)


def drop(server, name):
    """Drop a database and its files if they exist."""
    # Not with FORCE: that is refused to who is no superuser while an autovacuum
    # worker looks after the database. Without it PostgreSQL sends the worker home.
    disconnect(server, name)
    execute(server, "DROP DATABASE IF EXISTS {}", name)
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def disconnect(server, name):
    """End the other clients' connections to a database.

    Autovacuum workers are not ours to end; whatever needs the database for itself
    ends them.
    """
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid()",
            [name],
        )
