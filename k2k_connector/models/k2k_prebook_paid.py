# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

# Context key: the customer's order is confirmed because it has been paid. Nobody is
# there who could be told no; what can't be had becomes the salesperson's to find.
PAID = "k2k_paid"


class K2kPrebook(models.Model):
    """Prebooks of orders that are paid, whatever has become of their boxes."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _prepare_missing_vals(self, line):
        """Values of a prebook line for boxes of a paid order that are gone."""
        missing = line._k2k_missing() if self.env.context.get(PAID) else 0
        if not missing:
            return {}
        return {"boxes_cancelled": missing, "boxes_to_resupply": missing}

    def _note_missing(self):
        """Have the salesperson find what was paid and is not to be had any more."""
        for prebook in self.filtered(lambda p: p.line_ids.filtered("unable_to_source")):
            text = self.env._(
                "Paid, but no longer to be had when the payment came: %(what)s. Find "
                "another source, or pay the customer back.",
                what=", ".join(
                    self.env._(
                        "%(count)s × %(product)s (%(pack)s)",
                        count=line.boxes_to_resupply,
                        product=line.product_id.display_name,
                        pack=line.uom_id.name,
                    )
                    for line in prebook.line_ids
                    if line.boxes_to_resupply
                ),
            )
            prebook._tell_salesperson("mail_activity_type_resupply", text)
            prebook.message_post(body=text)

    def _order_refused(self, reason):
        """What is paid and refused by its vendor is to be found elsewhere."""
        if not self.env.context.get(PAID):
            return super()._order_refused(reason)
        self.line_ids.sale_line_id._k2k_release()
        return self._cancel_boxes(
            self._open_boxes(), reason, resupply=True, keep_sale_lines=True
        )
