import { Component } from "@odoo/owl";
import { shortDate } from "./short_date";

/** The boxes of the AWB that have not been scanned, the next truck first. */
export class MissingBoxes extends Component {
    static template = "k2k_connector_stock.MissingBoxes";
    static props = {
        boxes: Array,
        more: Number, // how many did not fit in the list
        onClose: Function,
    };

    truckOf(box) {
        return shortDate(box.truck_date);
    }
}
