# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tools import SQL


def post_init_hook(env):
    """Give the packages that exist already the company that holds them today.

    From here on the company is written when a package is made and never changes,
    since core forgets a package's company once it has been shipped.
    """
    env.cr.execute(
        SQL(
            "UPDATE stock_package SET k2k_company_id = company_id "
            "WHERE k2k_company_id IS NULL AND company_id IS NOT NULL"
        )
    )
    env["stock.package"].invalidate_model(["k2k_company_id"])
