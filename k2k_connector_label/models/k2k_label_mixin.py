# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.k2k_connector_stock.tools import awb as awb_rules

from ..tools import layout, pdf, zpl
from ..tools.label import CodeNotPrintable, CodeTooLong, millimetres


def joined(*words):
    """Return the words that are not empty, with a dot between them."""
    return " · ".join(filter(None, words))


class K2kLabelMixin(models.AbstractModel):
    """What can print box labels: boxes and packages, and the documents they are on.

    The labels of one job are described once (:meth:`k2k_labels`), whoever draws them.
    What a model must say: which boxes (:meth:`_k2k_label_boxes`) and, for the boxes,
    the words on their labels (:meth:`_k2k_label_words`).
    """

    _name = "k2k.label.mixin"
    _description = "K2K box labels"

    def render_box_labels(self):
        """Return the labels as a PDF (bytes), a page for each box.

        :raise AccessError: the user may not read one of the boxes
        :raise UserError: there is no box, or a code does not fit on its label
        """
        boxes = self._k2k_boxes_to_print()
        content = pdf.render(boxes.k2k_labels(), title=self.env._("Box labels"))
        boxes._k2k_note_print("pdf")
        return content

    def render_box_labels_zpl(self):
        """Return the labels in ZPL II (str), for thermal printers of 203 dpi.

        Raises as :meth:`render_box_labels` does.
        """
        boxes = self._k2k_boxes_to_print()
        content = zpl.render(boxes.k2k_labels())
        boxes._k2k_note_print("zpl")
        return content

    @api.private
    def k2k_labels(self):
        """Return the labels (:class:`..tools.label.Label`) in printing order.

        Not private by name, because the QWeb reports call it; it can't be called from
        outside.
        """
        boxes = self._k2k_boxes_to_print()
        labels = []
        for company, members in boxes.grouped(
            lambda box: box._k2k_label_company()
        ).items():
            plan = company._k2k_label_plan(boxes._k2k_label_kind())
            # The words come from documents that whoever handles the box need not be
            # allowed to open (a clerk and the customer's order): what stands on the
            # label is told to everybody who may read the box.
            words = members.sudo().with_company(company)._k2k_label_words()
            if sort := company.k2k_label_sort:
                words.sort(key=lambda entry, sort=sort: entry.get(sort) or "")
            labels += [self._k2k_compose(plan, entry) for entry in words]
        return labels

    # ------------------------------------------------------------------
    # What a printing model says
    # ------------------------------------------------------------------
    def _k2k_label_boxes(self):
        """Return the boxes whose labels these records print."""
        return self

    def _k2k_label_kind(self):
        """Return the kind of label (see the kinds of k2k.label.template)."""
        raise NotImplementedError

    def _k2k_label_company(self):
        """Return the company whose label this box bears."""
        raise NotImplementedError

    def _k2k_label_words(self):
        """Return for each box, in order, a dict of the words by their place's key.

        The key ``code`` is the box code. Called with sudo and the labels' company.
        """
        raise NotImplementedError

    def _k2k_note_print(self, file_format):
        """Write down that these boxes' labels have been printed."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _k2k_boxes_to_print(self):
        """Return the boxes, readable and at least one."""
        # Browsed anew, so that they are read together, whatever they were reached by.
        documents = self.browse(self.ids)
        documents.check_access("read")
        boxes = documents._k2k_label_boxes()
        if not boxes:
            raise UserError(self.env._("There is no box to print a label for."))
        boxes = boxes.browse(boxes.ids)
        boxes.check_access("read")
        return boxes

    def _k2k_compose(self, plan, words):
        """Return the label; a code that can't be printed is refused with the reason."""
        try:
            return layout.compose(plan, words, words["code"])
        except CodeTooLong as error:
            raise UserError(
                self.env._(
                    "The code %(code)s is too long for the label: its bars need "
                    "%(needed).0f mm, the label has %(available).0f mm.",
                    code=error.code,
                    needed=millimetres(error.needed),
                    available=millimetres(error.available),
                )
            ) from error
        except CodeNotPrintable as error:
            raise UserError(
                self.env._(
                    "The code %(code)s can't be a bar code: only unaccented letters, "
                    "digits and simple signs can.",
                    code=error.code or self.env._("(empty)"),
                )
            ) from error

    @api.model
    def _k2k_label_date(self, date):
        """Return a date as short as staff say it: "Tue 28 Nov"."""
        return format_date(self.env, date, date_format="EEE d MMM") if date else ""

    @api.model
    def _k2k_label_awb(self, name):
        """Return the words that tell the AWB: name, title and last four digits."""
        if not name:
            return {}
        digits = "".join(c for c in name if c.isdecimal())
        return {
            "awb": awb_rules.normalise(name),
            "awb_title": self.env._("AWB"),
            "awb_last4": digits[-4:] or name[-4:],
        }

    @api.model
    def _k2k_label_pack(self, pack, quantity, unit, box_type):
        """Return the pack in words: "QB · QB 10x10 · 100 Stems"."""
        code = box_type.k2k_code or box_type.name or ""
        name = pack.name or ""
        if code and name.upper().startswith(code.upper()):
            code = ""
        # A loose unit is no pack: its name stands behind the quantity already.
        if pack == unit:
            name = ""
        number = f"{quantity:.2f}".rstrip("0").rstrip(".")
        units = f"{number} {unit.name}" if quantity else ""
        return joined(code, name, units)
