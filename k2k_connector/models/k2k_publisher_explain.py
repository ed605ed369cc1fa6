# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models


class K2kPublisher(models.AbstractModel):
    """The rules of publishing in words: why a box is, or is not, offered."""

    _inherit = "k2k.publisher"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _reason_texts(self):
        """What each broken rule means, in words for the vendor.

        :return: dict from the code to a sentence
        """
        return {
            "connection": self.env._("The connection is not active or not ready."),
            "not_in_stock": self.env._("Nothing of it is in stock."),
            "archived": self.env._("The product is archived."),
            "not_for_sale": self.env._(
                "The product is not for sale: tick Sales on it."
            ),
            "location": self.env._("It is not in one of the connection's warehouses."),
            "on_hold": self.env._("It is kept from publishing."),
            "held": self.env._("It is in a cart or an order of a connected buyer."),
            "owner": self.env._("It belongs to somebody else (consignment)."),
            "origin": self.env._("It was bought from this very buyer."),
            "mixed": self.env._("The box is mixed: it holds several products or lots."),
            "reserved": self.env._("It is reserved for an order or a transfer."),
            "opened": self.env._("It lies loose, while this product is kept in boxes."),
            "no_pack": self.env._("No pack of the product has just this content."),
            "no_box_type": self.env._("It has no box type: choose one."),
            "dimensions": self.env._("Its box type has no length, width or height."),
            "too_young": self.env._("It is younger than the connection allows."),
            "too_old": self.env._("It is older than the connection allows."),
            "local": self.env._("It is so old that it is for local customers only."),
            "less_than_box": self.env._("There is less than a whole box."),
            "vendor_rate": self.env._(
                "There is no exchange rate for the buyer's pricelist."
            ),
            "price": self.env._("It has no price for this buyer."),
            "mapping": self.env._(
                "The buyer has not mapped the product yet, or ignores it."
            ),
            "rate": self.env._("The buyer has no exchange rate for our currency."),
            "buyer": self.env._("The buyer's side is not ready to take it."),
        }

    @api.model
    def _explain(self, connection, products=None, packages=None):
        """Why boxes are, or are not, offered to this buyer.

        :param products: ``product.product`` records, or None with ``packages``
        :param packages: ``stock.package`` records, or None
        :return: list of dicts: ``package_id`` (False for loose stock), ``product_id``,
            ``boxes`` and ``reason``, the code of the first broken rule or False
        """
        rows = self.env.execute_query_dict(
            self._judged_query(connection, products, packages)
        )
        passed = self.env["product.product"].browse(
            {row["product_id"] for row in rows if not row["reason"]}
        )
        price_reasons = self._price_reasons(connection, passed)
        refusals = self.env["k2k.publication"]._refusals(connection, passed)
        trades = bool(self._tradable_ship_date(connection))
        verdicts = []
        for row in self._sum_loose(rows):
            reason = (
                row["reason"]
                or price_reasons.get(row["product_id"])
                or refusals.get(self._key_of(row).encode())
            )
            verdicts.append(
                {
                    "package_id": row["package_id"] or False,
                    "product_id": row["product_id"],
                    "boxes": row["boxes"],
                    "reason": (reason or False) if trades else "connection",
                }
            )
        return verdicts

    def _sum_loose(self, rows):
        """Loose stock of several shelves and days makes boxes together."""
        summed = {}
        for row in rows:
            if not row["loose"]:
                yield {**row, "boxes": 1}
                continue
            name = tuple(
                row[field]
                for field in (
                    "product_id",
                    "units",
                    "package_type_id",
                    "warehouse_id",
                    "lot_id",
                    "reason",
                )
            )
            known = summed.setdefault(name, {**row, "amount": 0})
            known["amount"] += row["amount"]
            known["day"] = min(known["day"], row["day"])
        for row in summed.values():
            units = row["units"] or 0
            boxes = int(row["amount"] / units + 1e-6) if units else 0
            reason = row["reason"] or (not boxes and "less_than_box") or None
            yield {**row, "boxes": max(boxes, 0), "reason": reason}
