# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

from ..tools.scan import code_of


class K2kPrebook(models.Model):
    """Cancelling boxes that are on their way; what has arrived stays."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    def _check_not_received(self, boxes, codes=None):
        res = super()._check_not_received(boxes, codes)
        for line, count in boxes.items():
            arrived = line.box_ids.filtered(
                lambda box: box.state in ("received", "billed")
            )
            if codes and codes.get(line):
                wanted = {code_of(code) for code in codes[line]}
                arrived = arrived.filtered(lambda box, w=wanted: box.code in w)
            elif len(arrived) + count <= line._boxes_open():
                continue
            if arrived:
                raise UserError(
                    self.env._(
                        "%(boxes)s of %(prebook)s arrived already and cannot be "
                        "cancelled: %(codes)s. Agree on a credit instead.",
                        boxes=self.env._("%(count)s boxes", count=len(arrived)),
                        prebook=self.name,
                        codes=", ".join(arrived.mapped("code")[:10]),
                    )
                )
        return res

    def _take_from_staging(self, boxes, codes):
        """Boxes on their way go back to the vendor in our books."""
        res = super()._take_from_staging(boxes, codes)
        gone = self.env["k2k.box"]
        for line, count in boxes.items():
            shipped = line.box_ids.filtered(
                lambda box: box.state in ("staged", "missing")
            )
            if codes.get(line):
                wanted = {code_of(code) for code in codes[line]}
                gone |= shipped.filtered(lambda box, w=wanted: box.code in w)
                continue
            not_shipped = line._boxes_open() - line.boxes_shipped
            gone |= shipped[: max(count - not_shipped, 0)]
        gone._withdraw()
        return res
