# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import SubstituteOffered


class SaleOrderLine(models.Model):
    """Vendor's side: other boxes for those we cannot send."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    k2k_substitute_boxes = fields.Integer(
        string="Substitute offered for",
        readonly=True,
        copy=False,
        help="Boxes for which the buyer has been offered others.",
    )

    def _k2k_offer_substitute(self, publication, boxes, instead_of, reason):
        """Ask the buyer to take other boxes.

        :param publication: the ``k2k.publication`` of the other boxes
        :raise UserError: the order is confirmed, or the buyer cannot take them
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        order._k2k_check_unconfirmed()
        order._k2k_tell(
            "substitute_offered",
            SubstituteOffered(
                po_ref=order.k2k_peer_ref,
                line_ref=self.k2k_peer_line_ref,
                key=publication.key,
                boxes=boxes,
                instead_of=instead_of,
                reason=reason,
                sender=self.env.user.name,
            ),
        )
        self.k2k_substitute_boxes = instead_of
        order.message_post(
            body=self.env._(
                "Offered %(boxes)s × %(new)s instead of %(count)s × %(old)s; the buyer "
                "has not answered yet.",
                boxes=boxes,
                new=publication.display_name,
                count=instead_of,
                old=self.product_id.display_name,
            )
        )

    @api.model
    def _k2k_receive_substitute_reply(self, connection, message):
        """Accepted: cancel the replaced boxes; the others are ordered by the buyer.

        :raise UserError: nothing was offered, or the order is confirmed meanwhile
        """
        order = self.env["sale.order"]._k2k_find_by_peer(connection, message.po_ref)
        line = order.order_line.filtered(
            lambda ln: ln.k2k_peer_line_ref == message.line_ref
        )
        count = min(line.k2k_substitute_boxes, int(line.product_uom_qty))
        if not count:
            raise UserError(
                self.env._("No substitute is offered on %(ref)s.", ref=message.po_ref)
            )
        line.k2k_substitute_boxes = 0
        if not message.accepted:
            order.message_post(
                body=self.env._(
                    "%(who)s refused the substitute: the order stands.",
                    who=message.sender,
                )
            )
            return {}
        order._k2k_check_unconfirmed()
        order._k2k_cancel_boxes(
            {line: count},
            self.env._(
                "Replaced by a substitute, as %(who)s agreed.", who=message.sender
            ),
        )
        return {}
