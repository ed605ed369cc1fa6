import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { AwbProgress } from "./awb_progress";
import { shortDate } from "./short_date";

/** Letters and digits only: clerks type neither the dashes nor capitals. */
export function plain(text) {
    return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/**
 * The AWBs that a search finds, by the end of their number first: clerks say the
 * last four digits. A vendor's name is found as well.
 *
 * @param {{name: string, vendor: string}[]} awbs
 * @param {string} search
 */
export function findAwbs(awbs, search) {
    const term = plain(search);
    if (!term) {
        return awbs;
    }
    const found = awbs.filter(
        (awb) => plain(awb.name).includes(term) || plain(awb.vendor).includes(term)
    );
    const endsWithTerm = (awb) => plain(awb.name).endsWith(term);
    return [
        ...found.filter(endsWithTerm),
        ...found.filter((awb) => !endsWithTerm(awb)),
    ];
}

/**
 * The open AWBs, or the deliveries to be loaded, of which the clerk opens one or none
 * ("scan anything").
 */
export class AwbPicker extends Component {
    static template = "k2k_connector_stock.AwbPicker";
    static components = { AwbProgress };
    static props = {
        awbs: Array,
        loading: Boolean,
        offline: Boolean,
        search: String,
        shipping: { type: Boolean, optional: true }, // deliveries instead of AWBs
        onShipping: { type: Function, optional: true },
        onReload: Function,
        onScanAnything: Function,
        onSearch: Function,
        onSelect: Function,
        onSubmit: Function,
    };

    get searchLabel() {
        return this.props.shipping ? _t("Search delivery") : _t("Search AWB");
    }

    get placeholder() {
        return this.props.shipping
            ? _t("Customer or delivery")
            : _t("Last digits of the AWB");
    }

    get awbs() {
        return findAwbs(this.props.awbs, this.props.search);
    }

    /** The end of the number is what people say and search by: it is set larger. */
    numberOf(awb) {
        return { head: awb.name.slice(0, -4), tail: awb.name.slice(-4) };
    }

    arrivalOf(awb) {
        return shortDate(awb.arrival_date);
    }
}
