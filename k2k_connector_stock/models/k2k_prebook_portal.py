# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from odoo.addons.k2k_connector.tools.shop import day_in_words


class K2kPrebook(models.Model):
    """What the customer sees of AWBs and invoices."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _k2k_portal_searches(self, text=""):
        searches = super()._k2k_portal_searches(text)
        # what stands on a temporary AWB may name the vendor: it is not told
        awb = Domain(
            "box_ids.awb_id",
            "any",
            [("is_temporary", "=", False), ("display_name", "ilike", text)],
        )
        searches["all"]["domain"] |= awb
        searches["awb"] = {"label": self.env._("Search the AWB"), "domain": awb}
        return searches

    def _k2k_flights(self):
        """How the boxes travel.

        :return: list of dicts ``number`` (empty as long as there is none), ``departs``
            and ``arrives`` (in words), ``boxes`` and ``received``
        """
        self.ensure_one()
        lang = get_lang(self.env).code
        boxes = self.box_ids.filtered(lambda box: box.state != "cancelled")
        return [
            {
                "number": "" if awb.is_temporary else awb.name,
                "departs": day_in_words(awb.ship_date, lang),
                "arrives": day_in_words(awb.arrival_date, lang),
                "boxes": len(own),
                "received": len(
                    own.filtered(lambda box: box.state in ("received", "billed"))
                ),
            }
            for awb, own in boxes.grouped("awb_id").items()
        ]

    def _k2k_portal_invoices(self):
        """The customer's invoices of these boxes, without drafts."""
        self.ensure_one()
        return self.box_ids.invoice_id.filtered(lambda move: move.state == "posted")
