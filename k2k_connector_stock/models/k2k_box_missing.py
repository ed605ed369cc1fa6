# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from markupsafe import Markup

from odoo import models

ACTIVITY = "k2k_connector_stock.mail_activity_type_missing"


class K2kBox(models.Model):
    """Who is told that a customer's boxes are missing, or have turned up."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def _tell_missing(self):
        """A task for the salesperson of each customer who waits for these boxes."""
        if self.env.context.get("k2k_withdrawn"):
            return  # the vendor has cancelled them, which is told in its own way
        # whoever closes an AWB need not see orders, salespeople or agreements
        presold = self.sudo().filtered("is_presold")
        by_hand = presold.filtered("sale_line_id")
        by_hand._tell_order(missing=True)
        for prebook, own in (presold - by_hand).grouped("prebook_id").items():
            note = own._missing_in_words()
            person = prebook.user_id or prebook.connection_id.user_id
            prebook.message_post(body=note)
            if person.active:
                prebook.activity_schedule(
                    ACTIVITY,
                    user_id=person.id,
                    summary=self.env._(
                        "%(count)s boxes for %(customer)s are missing",
                        count=len(own),
                        customer=prebook.partner_id.display_name,
                    ),
                    note=note,
                )

    def _missing_in_words(self):
        intro = self.env._(
            "Not on AWB %(awb)s. Tell the customer, and find other boxes or credit "
            "them:",
            awb=", ".join(self.awb_id.mapped("name")),
        )
        rows = Markup().join(
            Markup("<li>%s, %s</li>") % (box.code, box.product_id.display_name)
            for box in self
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (intro, rows)

    def _tell_found(self):
        """Boxes that were missing have arrived: tasks about them are done."""
        presold = self.sudo().filtered("is_presold")
        by_hand = presold.filtered("sale_line_id")
        by_hand._tell_order(missing=False)
        for prebook, own in (presold - by_hand).grouped("prebook_id").items():
            text = self.env._(
                "Arrived after all: %(codes)s", codes=", ".join(own.mapped("code"))
            )
            prebook.message_post(body=text)
            if "missing" not in prebook.box_ids.mapped("state"):
                prebook.activity_feedback([ACTIVITY], feedback=text)
