"""Databases that a benchmark fills in Odoo's shell, for servers of its own."""

from contextlib import contextmanager

from dev import database
from dev.odoo import Odoo

FILL = """
from tests.bench import {module}
{module}.{function}(env)
env.cr.commit()
print("\\nFILLED")
"""


@contextmanager
def filled(postgres, source, module, function):
    """Yield the name of a clone of ``source`` that a benchmark's function has filled.

    :param postgres: ``dev.postgres.Server``
    :param str module: name of a file of this folder
    :param str function: name of a function in it that takes ``env``
    """
    name = f"k2k_test_bench_{function}"
    database.clone(postgres, source, name)
    try:
        odoo = Odoo(source=None, server=postgres)
        script = FILL.format(module=module, function=function)
        if "FILLED" not in odoo.script(f"bench-{function}", name, script):
            raise RuntimeError(f"not filled, see .cache/logs/bench-{function}.log")
        yield name
    finally:
        database.drop(postgres, name)
