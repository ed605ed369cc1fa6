"""Everything ``make`` calls: set-up, demo, tests and linters of K2K for Odoo.

Only the standard library is needed to start (``python3 -m dev setup``); the steps
after the virtual environment run inside it. ``python3 -m dev --help`` lists the
commands.
"""
