# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tools import SQL


def post_init_hook(env):
    """Note the codes of the boxes that are there already.

    Where several boxes bear one code the one that is still here has it; what could
    not be a code today keeps its name and is not noted.
    """
    env["stock.package"].flush_model()
    env.cr.execute(
        SQL(
            """
            WITH boxes AS (
                SELECT p.id, upper(btrim(p.name)) AS code,
                       row_number() OVER (
                           PARTITION BY p.k2k_company_id, upper(btrim(p.name))
                           ORDER BY coalesce(l.usage, '') IN ('internal', 'transit')
                                    DESC, p.id DESC
                       ) AS rank
                  FROM stock_package p
                  JOIN stock_package_type t ON t.id = p.package_type_id
             LEFT JOIN stock_location l ON l.id = p.location_id
                 WHERE t.k2k_code IS NOT NULL AND p.k2k_origin_partner_id IS NULL
                   AND p.k2k_company_id IS NOT NULL
                   AND upper(btrim(p.name)) ~ '^[A-Z0-9][A-Z0-9-]{1,18}[A-Z0-9]$'
            )
            UPDATE stock_package p SET k2k_box_code = boxes.code
              FROM boxes WHERE boxes.id = p.id AND boxes.rank = 1
            """
        )
    )
    env["stock.package"].invalidate_model(["k2k_box_code"])
