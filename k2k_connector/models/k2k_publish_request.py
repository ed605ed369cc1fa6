# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from functools import partial

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import SQL, split_every

from .k2k_publisher import Shelf

# What has been read for one buyer serves the next while the transaction lasts.
BUYERS_AT_ONCE = 10
# A vendor with more buyers tells every other one of them in a second job beside.
MANY_BUYERS = 20
FEW_PRODUCTS = 20

COLLECTED = "k2k_publish_requests"
COLLECTED_PACKAGES = "k2k_publish_packages"


def half_of(connection_id):
    """Which of the two jobs tells a buyer: ``"even"`` or ``"odd"``.

    Both sides of a connection are made together, so that the vendor's ids are mostly
    all odd, or all even: their bits are counted instead.
    """
    return "odd" if connection_id.bit_count() % 2 else "even"


class K2kPublishRequest(models.Model):
    """Insert-only list of what has changed in a vendor's stock.

    Rows are only ever added by whoever changes stock and removed by the job, so that
    two customers never write the same row.
    """

    _name = "k2k.publish.request"
    _description = "K2K publish request"
    _order = "id"
    _rec_name = "product_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        ondelete="cascade",
        check_company=True,
        help="Empty: everything of the company.",
    )
    half = fields.Selection(
        [("even", "Every other buyer"), ("odd", "The others")],
        string="Buyers",
        help="Two jobs share the buyers where there are many. Empty: all of them.",
    )

    @api.model
    def _collect(self, company, products=(), all_products=False, packages=()):
        """Remember what changed; written once, just before the commit.

        :param company: the vendor company; nothing is kept when it publishes nothing
        :param products: the ``product.product`` records that changed
        :param bool all_products: a setting changed that matters to every product
        :param packages: ``stock.package`` records that changed: all they hold changes
        """
        if company.id not in self.env["k2k.connection"]._publishing_company_ids():
            return
        precommit = self.env.cr.precommit
        collected = precommit.data.get(COLLECTED)
        if collected is None:
            collected = precommit.data[COLLECTED] = set()
            precommit.add(self._write_collected)
        if all_products:
            collected.add((company.id, False))
        collected.update((company.id, product.id) for product in products)
        if packages:
            boxes = precommit.data.setdefault(COLLECTED_PACKAGES, set())
            boxes.update(packages.ids)

    @api.model
    def _collect_products(self, products):
        """These products changed, for whichever company sells them."""
        companies = self._publishing_companies()
        if not companies:
            return
        # which company's they are is no secret to whoever has just changed them
        for product in products.sudo():
            for company in product.company_id or companies:
                self._collect(company, product)

    @api.model
    def _collect_all(self, company=None):
        """Something changed that matters to every product.

        :param company: the vendor company; None or empty for all of them
        """
        for vendor in company or self._publishing_companies():
            self._collect(vendor, all_products=True)

    @api.model
    def _publishing_companies(self):
        ids = self.env["k2k.connection"]._publishing_company_ids()
        return self.env["res.company"].browse(sorted(ids))

    @api.model
    def _write_collected(self):
        collected = self.env.cr.precommit.data.pop(COLLECTED, set())
        packages = self.env.cr.precommit.data.pop(COLLECTED_PACKAGES, set())
        collected |= self._find_contents(packages)
        if not collected:
            return
        # Whoever moves stock need not know that it is published.
        requests = self.sudo().create(
            [
                {"company_id": company_id, "product_id": product_id, "half": half}
                for company_id, product_id in sorted(collected)
                for half in self._halves(company_id)
            ]
        )
        self._trigger_job("k2k_connector.ir_cron_publish")
        if "odd" in requests.mapped("half"):
            self._trigger_job("k2k_connector.ir_cron_publish_odd")

    def _trigger_job(self, xmlid):
        # every change of stock and every scan comes by: not asked first whether the
        # job is there
        job_id = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
        self.env["ir.cron"].sudo().browse(job_id)._trigger()

    @api.model
    def _halves(self, company_id):
        buyers = self.env["k2k.connection"]._count_publishing().get(company_id, 0)
        return ("even", "odd") if buyers > MANY_BUYERS else (False,)

    def _find_contents(self, package_ids):
        """What these boxes hold now: a mixed box is all its products' business.

        :return: set of (company id, product id)
        """
        if not package_ids:
            return set()
        self.env["stock.quant"].flush_model()
        return set(
            self.env.execute_query(
                SQL(
                    "SELECT DISTINCT company_id, product_id FROM stock_quant "
                    "WHERE package_id = ANY(%s) AND company_id = ANY(%s)",
                    list(package_ids),
                    list(self.env["k2k.connection"]._publishing_company_ids()),
                )
            )
        )

    @api.model
    def _cron_publish(self, odd=False):
        """Publish what was noted, company by company, and forget the notes.

        :param bool odd: only what the second job is to tell
        """
        halves = ["odd"] if odd else ["even", False]
        requests = self.search([("company_id", "!=", False), ("half", "in", halves)])
        noted = requests.grouped(lambda request: (request.company_id, request.half))
        due = self.env["k2k.connection"]
        if not odd:
            due = due._find_due()
        self.env["ir.cron"]._commit_progress(remaining=len(noted) + len(due))
        for (company, half), requests in noted.items():
            # a few buyers at a time: nobody waits for all the others, nor is told
            # again because of them
            for buyers in requests._shares_of(requests._buyers_of(company, half)):
                # beside the shop and the vendor's clerks: a collision is a reason to
                # try again, here as in any request
                retrying(partial(requests._publish_to, buyers), self.env)
                self.env["ir.cron"]._commit_progress()
            requests.unlink()
            self.env["ir.cron"]._commit_progress(1)
        due._publish_due()

    @api.model
    def _buyers_of(self, company, half=False):
        """The vendor's sides of what is traded now.

        :param half: a value of the field: only these
        """
        buyers = self.env["k2k.connection"].search(
            [
                ("company_id", "=", company.id),
                ("role", "=", "vendor"),
                ("state", "=", "active"),
            ]
        )
        if half:
            buyers = buyers.filtered(lambda buyer: half_of(buyer.id) == half)
        return buyers

    def _is_everything(self):
        """Whether something changed that matters to every product."""
        return not all(request.product_id for request in self)

    def _shares_of(self, buyers):
        """The buyers that are told in one transaction: few products are soon told."""
        is_long = self._is_everything() or len(self.product_id) > FEW_PRODUCTS
        return split_every(1 if is_long else BUYERS_AT_ONCE, buyers.ids, buyers.browse)

    def _publish_to(self, buyers):
        """Publish what these notes name to these buyers."""
        is_everything, products = self._is_everything(), self.product_id
        shelf = Shelf(buyers)
        if len(buyers) > 1:
            self.env["k2k.gateway"].read_ahead(buyers, list(map(str, products.ids)))
        for connection in buyers:
            publisher = self.env["k2k.publisher"].with_company(connection.company_id)
            if is_everything:
                publisher._publish_all(connection)
            else:
                publisher._publish_products(connection, products, shelf)
        shelf.forget_empty()
        buyers._plan_publishing()
