"""Companies made ahead, once for a database: tests and benchmarks take them.

To make the first one of a country also installs that country's modules, which commits:
no test and no benchmark may be the one to do it.
"""

# As many as the largest test uses; see the file for why.
SCRIPT = """
import runpy
runpy.run_path("k2k_connector/tests/companies.py")["make_spare"](env, 4)
env.cr.commit()
"""


def make(odoo, database):
    """Make them in a database where our addons are installed."""
    odoo.script("spare-companies", database, SCRIPT)
