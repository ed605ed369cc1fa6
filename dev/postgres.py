"""Which PostgreSQL server to use: the one PG* names, a local one, or an embedded one.

Somebody else's server is never touched beyond the databases we make there.
"""

from contextlib import closing
from dataclasses import dataclass

import psycopg2

from . import embedded_postgres
from .console import Failure
from .layout import setting

OLDEST = 13_00_00
LOCAL_HOSTS = ("/var/run/postgresql", "/tmp", "localhost")
# Odoo refuses to work as the role postgres.
ROLE = "odoo"


@dataclass(frozen=True)
class Server:
    """How to reach a server; empty values are left to PostgreSQL's client library."""

    host: str
    port: str
    user: str

    @classmethod
    def from_environment(cls):
        """Return the server that the PG* variables name."""
        return cls(setting("PGHOST"), setting("PGPORT"), setting("PGUSER"))

    def environment(self):
        """Return the PG* variables that lead Odoo and other clients to the server."""
        pairs = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        return {name: value for name, value in pairs.items() if value}

    def connect(self, database="postgres"):
        """Return a connection that commits each statement."""
        connection = psycopg2.connect(
            dbname=database,
            host=self.host or None,
            port=self.port or None,
            user=self.user or None,
            connect_timeout=5,
        )
        connection.autocommit = True
        return connection


def ensure():
    """Return a server that lets us create databases, and what was done."""
    named = Server.from_environment()
    if named.environment():
        if problem := _problem(named):
            raise Failure(f"The server that PGHOST, PGPORT, PGUSER name: {problem}")
        return named, f"using {named.host or 'the server of PG*'}"
    if embedded_postgres.is_set_up():
        if not _problem(_embedded()):
            return _embedded(), "embedded, running"
    elif local := find_local():
        return local, f"using the local server ({local.host})"
    embedded_postgres.start()
    _ensure_role()
    return _embedded(), "embedded, started"


def find_existing():
    """Return the server our databases are on, without starting or changing any."""
    named = Server.from_environment()
    if named.environment():
        return None if _problem(named) else named
    return None if embedded_postgres.is_set_up() else find_local()


def find_local():
    """Return a server of this machine that lets us create databases, or None."""
    servers = (Server(host, "", "") for host in LOCAL_HOSTS)
    return next((server for server in servers if not _problem(server)), None)


def _embedded(user=ROLE):
    """Return the address of the embedded server."""
    return Server(str(embedded_postgres.socket_folder()), embedded_postgres.PORT, user)


def _problem(server):
    """Return why a server cannot be used, or None."""
    query = """
        SELECT current_user, rolcreatedb OR rolsuper,
               current_setting('server_version_num')::int
          FROM pg_roles WHERE rolname = current_user
    """
    try:
        with closing(server.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            user, may_create, version = cursor.fetchone()
    except psycopg2.Error as error:
        return str(error).strip()
    if user == "postgres":
        return "Odoo refuses to work as the role postgres: name another in PGUSER."
    if not may_create:
        return f"the role {user} may not create databases."
    if version < OLDEST:
        return "it is older than PostgreSQL 13."
    return None


def _ensure_role():
    """Create the role Odoo works as on the embedded server: no superuser."""
    server = _embedded(user=embedded_postgres.ADMIN)
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f'CREATE ROLE "{ROLE}" LOGIN CREATEDB')
