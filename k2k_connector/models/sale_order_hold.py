# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging
from datetime import timedelta

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Session key: what the shop says once, on whatever page comes next.
NOTICE = "k2k_cart_notice"
# PostgreSQL's advisory locks of this name are on carts whose time is just being up.
TIMER = "k2k_cart_time_up"


class SaleOrder(models.Model):
    """Buyer's side: for how long, and for whom, a cart holds suppliers' boxes."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_clock_started_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the first of the boxes in the cart was held.",
    )

    # ------------------------------------------------------------------
    # One clock for the cart
    # ------------------------------------------------------------------
    def _k2k_hold_for_cart(self, offer, token, boxes, ship_date=False, instead=()):
        """Hold boxes for as long as the cart may.

        :param ship_date: date on which they shall leave; False: the first one possible
        :param instead: offers that will do as well, see ``k2k.offer._ask_hold``
        :return: ``HoldAnswer``; fewer boxes than asked are welcome
        """
        self.ensure_one()
        return offer._ask_hold(
            token,
            boxes,
            self._k2k_cart_until(offer.connection_id),
            partial=True,
            ship_date=ship_date,
            instead=instead,
        )

    def _k2k_cart_until(self, connection):
        """When the cart's time is up: its clock starts with the first box, and adding
        does not extend it."""
        now = fields.Datetime.now()
        if not self.k2k_clock_started_at or not self._k2k_lines_on_clock():
            self.k2k_clock_started_at = now
        minutes = timedelta(minutes=connection.cart_minutes)
        until = self.k2k_clock_started_at + minutes
        # vendors may give different times: the shortest may be over when its boxes come
        return until if until > now else now + minutes

    def _k2k_lines_on_clock(self):
        """Lines whose boxes are held now and go back some day."""
        return self.order_line.filtered(
            lambda ln: ln.k2k_hold_expires_at and ln._k2k_live_boxes()
        )

    def _k2k_lines_timed_out(self):
        """Lines of an open cart whose boxes have gone back."""
        if self.state not in ("draft", "sent"):
            return self.order_line.browse()
        return self.order_line.filtered(
            lambda ln: ln.k2k_is_k2k and ln._k2k_is_timed_out()
        )

    def _k2k_clock(self):
        """What the customer's browser shows.

        :return: dict: ``seconds`` until the first boxes go back (None: none will),
            ``expired``: some have gone back, ``reminder``: so many seconds before the
            end the customer is reminded (0: never)
        """
        ends = self._k2k_lines_on_clock().mapped("k2k_hold_expires_at")
        left = (min(ends) - fields.Datetime.now()).total_seconds() if ends else None
        return {
            "seconds": left if left is None else int(left),
            "expired": bool(self._k2k_lines_timed_out()),
            "reminder": self.company_id.k2k_reminder_minutes * 60,
        }

    # ------------------------------------------------------------------
    # Who may hold, and how much
    # ------------------------------------------------------------------
    def _k2k_may_hold(self):
        """Boxes are held for customers we know; for visitors where the shop says so."""
        return (
            not self.env.user._is_public()
            or self.company_id.sudo().k2k_hold_for_visitors
        )

    def _k2k_allowed(self, boxes, held):
        """How many boxes a line that holds ``held`` of them may hold in all."""
        limit = self._k2k_limit()
        if not limit or boxes <= held:
            return boxes
        self._k2k_count_alone()
        return max(held, min(boxes, held + limit - self._k2k_boxes_in_carts()))

    def _k2k_limit(self):
        """The most boxes one customer may hold; 0: as many as there are."""
        company = self.company_id.sudo()
        # of a row of more than a hundred columns no more than that
        company.fetch(["k2k_max_boxes"])
        return company.k2k_max_boxes

    def _k2k_count_alone(self):
        """Carts of one customer are filled one after the other.

        Whoever comes second meets a serialization error on the customer's row, and Odoo
        runs the request again on the first one's numbers. Other customers have rows of
        their own; what only refers to the customer does not wait.
        """
        if not self._k2k_is_visitors():
            customer = self.partner_id.commercial_partner_id
            self.env.cr.execute(
                SQL("UPDATE res_partner SET id = id WHERE id = %s", customer.id)
            )

    def _k2k_is_full(self):
        """Whether the customer may hold no box more."""
        limit = self._k2k_limit()
        return bool(limit) and self._k2k_boxes_in_carts() >= limit

    def _k2k_full_text(self):
        return self.env._(
            "You can hold up to %(boxes)s boxes at a time. Check out what you have, or "
            "call us.",
            boxes=self._k2k_limit(),
        )

    def _k2k_boxes_in_carts(self):
        """Boxes that are held for this customer and not ordered yet, in all carts."""
        self.ensure_one()
        mine = Domain("order_id", "=", self.id)
        if not self._k2k_is_visitors():
            customer = self.partner_id.commercial_partner_id
            mine = Domain("order_id.partner_id.commercial_partner_id", "=", customer.id)
        ((boxes,),) = self.env["sale.order.line"]._read_group(
            mine
            & Domain(
                [
                    ("company_id", "=", self.company_id.id),
                    ("order_id.state", "in", ("draft", "sent")),
                    ("k2k_held_boxes", ">", 0),
                    ("k2k_hold_expires_at", ">", fields.Datetime.now()),
                ]
            ),
            [],
            ["k2k_held_boxes:sum"],
        )
        return boxes or 0

    def _k2k_is_visitors(self):
        """Whether we do not know whose cart it is."""
        if self.partner_id == self.env.user.partner_id:
            # most often customers fill their own carts
            return self.env.user._is_public()
        return self.partner_id.sudo().is_public

    # ------------------------------------------------------------------
    # The visitor logs in
    # ------------------------------------------------------------------
    def _update_address(self, partner_id, fnames=None):
        """Whose cart it is has become known: its boxes are held from now on."""
        logs_in = (
            "partner_id" in (fnames or ())
            and self._k2k_is_visitors()
            and not self.env.user._is_public()
        )
        res = super()._update_address(partner_id, fnames=fnames)
        if logs_in:
            self._k2k_hold_at_login()
        return res

    def _k2k_hold_at_login(self):
        """Hold the cart, and have the shop say what could not be had."""
        # the customer's own way and weekdays may be others than a visitor's
        self.order_line.filtered("k2k_is_k2k")._k2k_follow_header()
        if self._k2k_refresh_cart() and request:
            request.session[NOTICE] = self.shop_warning

    # ------------------------------------------------------------------
    # The time is up
    # ------------------------------------------------------------------
    @api.model
    def _cron_k2k_time_up(self):
        """Tell customers whose boxes have gone back, cart by cart."""
        carts = self._k2k_find_timed_out()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(carts))
        for order in carts:
            order._k2k_end_holds()
            cron._commit_progress(1)

    @api.model
    def _k2k_find_timed_out(self):
        groups = self.env["sale.order.line"]._read_group(
            [
                ("k2k_hold_expires_at", "<=", fields.Datetime.now()),
                ("k2k_held_boxes", ">", 0),
                ("order_id.state", "in", ("draft", "sent")),
            ],
            ["order_id"],
        )
        return self.union(*(order for (order,) in groups))

    def _k2k_end_holds(self):
        """Note on the lines that nothing is held any more, and tell the customer.

        A customer who is doing something with the cart at this very moment goes first:
        the next run looks again.
        """
        try:
            with self.env.cr.savepoint():
                if self._k2k_lock_for_timer() and self.state in ("draft", "sent"):
                    lines = self._k2k_lines_timed_out().filtered("k2k_held_boxes")
                    lines.write({"k2k_held_boxes": 0})
                    self._k2k_tell_time_up(lines)
        except TransactionRollbackError as error:
            self.invalidate_recordset()
            _logger.info("K2K: cart %s is ended later: %s", self.id, error)

    def _k2k_lock_for_timer(self):
        """Lock the cart, and tell :meth:`_k2k_let_timer_finish` by whom it is locked.

        :return: whether nobody else has it
        """
        ((is_free,),) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", TIMER, self.id)
        )
        return is_free and bool(self.try_lock_for_update())

    @api.model
    def _k2k_let_timer_finish(self, order_id):
        """Wait while the timer has this cart, and for nobody else.

        Core refuses to pay an order that somebody has locked, because that must be
        another payment. A payment does not wait here for another one: the lock is
        shared.
        """
        lock = "SELECT pg_advisory_xact_lock_shared(hashtext(%s), %s)"
        self.env.cr.execute(SQL(lock, TIMER, order_id))

    def _k2k_tell_time_up(self, lines):
        if not lines:
            return
        # nothing but a note for quotations that no shop made
        template = self.env.ref("k2k_connector.mail_template_time_up", False)
        if self.website_id and self.partner_id.email and template:
            self._portal_ensure_token()
            template.sudo().send_mail(
                self.id,
                force_send=False,
                email_layout_xmlid="k2k_connector.mail_layout_cart",
            )
        self._message_log(
            body=self.env._(
                "The time is up: the boxes of %(products)s are not held any more.",
                products=", ".join(lines.product_id.mapped("display_name")),
            )
        )

    def _k2k_waits_for_payment(self):
        """Whether the customer has paid in a way that takes its time."""
        return self.sudo().get_portal_last_transaction().state == "pending"

    # ------------------------------------------------------------------
    # Payments
    # ------------------------------------------------------------------
    def _k2k_open_lines(self):
        """Lines of suppliers' boxes that have not been ordered yet."""
        orders = self.filtered(lambda so: so.state in ("draft", "sent"))
        return orders.order_line.filtered("k2k_is_k2k")

    def _k2k_wait_for_payment(self):
        """A payment is pending: the boxes wait for it."""
        for order in self:
            hours = timedelta(hours=order.company_id.sudo().k2k_pending_hours)
            order._k2k_open_lines()._k2k_keep(fields.Datetime.now() + hours)

    def _k2k_wait_no_longer(self):
        """The payment has failed: the cart has the time of a new one."""
        for order in self:
            held = order._k2k_lines_on_clock() | order._k2k_open_lines().filtered(
                lambda ln: ln._k2k_live_boxes()
            )
            for connection, lines in held.grouped(
                lambda ln: ln.k2k_offer_id.sudo().connection_id
            ).items():
                minutes = timedelta(minutes=connection.cart_minutes)
                lines._k2k_keep(fields.Datetime.now() + minutes)
