# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0


def post_init_hook(env):
    """Give every warehouse that exists already its staging area."""
    env["stock.warehouse"].with_context(active_test=False).search(
        [("k2k_staging_location_id", "=", False)]
    )._k2k_create_staging_location()
