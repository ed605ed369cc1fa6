# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.k2k_connector_stock.tools import awb as awb_rules

from ..tools import layout, pdf, plans, zpl
from ..tools.label import CodeNotPrintable, CodeTooLong, millimetres

# The report that prints boxes of a model with labels of a kind; with "_zpl" behind its
# name the one for thermal printers.
LABEL_REPORTS = {
    ("k2k.box", "staging"): "k2k_connector_label.action_report_box_label",
    ("k2k.box", "distribution"): "k2k_connector_label.action_report_distribution_label",
    ("stock.package", "shipping"): "k2k_connector_label.action_report_shipping_label",
}


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

    def render_box_labels(self, kind=False):
        """Return the labels as a PDF (bytes), a page for each box.

        :param str kind: a kind of label other than the model's usual one, such as
            ``"distribution"`` for boxes
        :raise AccessError: the user may not read one of the boxes
        :raise UserError: there is no box, or a code does not fit on its label
        """
        boxes, kind = self._k2k_boxes_to_print(kind)
        content = pdf.render(boxes._k2k_draw(kind), title=self.env._("Box labels"))
        boxes._k2k_note_print("pdf", kind)
        return content

    def render_box_labels_zpl(self, kind=False):
        """Return the labels in ZPL II (str), for thermal printers of 203 dpi.

        Takes and raises what :meth:`render_box_labels` does.
        """
        boxes, kind = self._k2k_boxes_to_print(kind)
        content = zpl.render(boxes._k2k_draw(kind))
        boxes._k2k_note_print("zpl", kind)
        return content

    def action_print_labels(self):
        """Print the labels: at once, or in the background when there are many.

        :return: the report's action, or the progress of the job
        """
        return self._k2k_print_action()

    @api.private
    def k2k_labels(self, kind=False):
        """Return the labels (:class:`..tools.label.Label`) in printing order.

        Not private by name, because the QWeb reports call it; it can't be called from
        outside.
        """
        boxes, kind = self._k2k_boxes_to_print(kind)
        return list(boxes._k2k_draw(kind))

    def _k2k_draw(self, kind):
        """Yield the labels of these boxes in printing order."""
        return self._k2k_compose_all(self._k2k_entries(kind), kind)

    def _k2k_entries(self, kind):
        """Return ``[(company, words)]``, one for each box of ``self``."""
        entries = []
        for company, members in self.grouped(
            lambda box: box._k2k_label_company()
        ).items():
            # The words come from documents that whoever handles the box need not be
            # allowed to open (a clerk and the customer's order): what stands on the
            # label is told to everybody who may read the box.
            words = members.sudo().with_company(company)._k2k_label_words(kind)
            entries += [(company, entry) for entry in words]
        return self._k2k_in_order(entries, kind)

    @api.model
    def _k2k_in_order(self, entries, kind):
        """Return the entries company by company, sorted as each of them wants it."""
        by_company = {}
        for company, words in entries:
            by_company.setdefault(company, []).append(words)
        found = []
        for company, members in by_company.items():
            # Distribution labels go by truck date, whatever the others do.
            sort = kind != "distribution" and company.k2k_label_sort
            if sort:
                members.sort(
                    key=lambda words, sort=sort: (words.get(sort) or "").casefold()
                )
            found += [(company, words) for words in members]
        return found

    @api.model
    def _k2k_compose_all(self, entries, kind):
        """Yield the label of each entry."""
        label_plans = {}
        for company, words in entries:
            if company not in label_plans:
                label_plans[company] = company._k2k_label_plan(kind)
            plan = plans.for_words(label_plans[company], words)
            yield self._k2k_compose(plan, words)

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

    def _k2k_label_words(self, kind):
        """Return for each box, in order, a dict of the words by their place's key.

        The key ``code`` is the box code. Called with sudo and the labels' company.
        """
        raise NotImplementedError

    def _k2k_boxes_of_kind(self, kind):
        """Return those of these boxes that get a label of this kind.

        :raise UserError: none of them needs one
        """
        return self

    def _k2k_label_notice(self, kind, chosen):
        """Return what to tell who prints these boxes' labels, or an empty string.

        :param chosen: the boxes it was asked for; ``self`` are those that get a label
        """
        return ""

    def _k2k_note_print(self, file_format, kind):
        """Write down that these boxes' labels have been printed."""
        self.env["k2k.label.print"]._note(self, kind, file_format)

    def _k2k_printed(self, kind):
        """Tell whether a label of this kind was printed for the box before."""
        return any(job.kind == kind for job in self.k2k_label_print_ids)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _k2k_all_boxes(self):
        """Return the boxes of these documents, readable and at least one."""
        # Browsed anew, so that they are read together, whatever they were reached by.
        documents = self.browse(self.ids)
        documents.check_access("read")
        boxes = documents._k2k_label_boxes()
        if not boxes:
            raise UserError(self.env._("There is no box to print a label for."))
        boxes = boxes.browse(boxes.ids)
        boxes.check_access("read")
        return boxes

    def _k2k_boxes_to_print(self, kind=False):
        """Return ``(boxes, kind of label)``: the boxes that get one, at least one."""
        boxes = self._k2k_all_boxes()
        kind = boxes._k2k_valid_kind(kind)
        return boxes._k2k_boxes_of_kind(kind), kind

    def _k2k_valid_kind(self, kind):
        """Return the kind of label, the boxes' usual one if none is named.

        :raise UserError: such boxes have no labels of this kind
        """
        kind = kind or self._k2k_label_kind()
        if (self._name, kind) not in LABEL_REPORTS:
            raise UserError(self.env._("There are no labels of this kind."))
        return kind

    def _k2k_later_from(self):
        """Return the number of labels from which on they are printed in the
        background."""
        return 500

    def _k2k_print_action(self, kind=False):
        """Return the action that prints the labels, with what is to be said first."""
        chosen = self._k2k_all_boxes()
        kind = chosen._k2k_valid_kind(kind)
        boxes = chosen._k2k_boxes_of_kind(kind)
        file_format = self.env.company.k2k_label_format
        if len(boxes) >= self._k2k_later_from():
            action = self.env["k2k.label.job"]._start(boxes, kind, file_format)
        else:
            suffix = "_zpl" if file_format == "zpl" else ""
            report = self.env.ref(LABEL_REPORTS[boxes._name, kind] + suffix)
            action = report.report_action(boxes, config=False)
        notice = boxes._k2k_label_notice(kind, chosen)
        if not notice:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": notice, "next": action},
        }

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
