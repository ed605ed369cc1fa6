import { Component } from "@odoo/owl";
import { FAILED } from "./scan_queue";
import { codeOf, lookOf, RESULTS } from "./scan_results";

const { DateTime } = luxon;

/** The counts by result, the scans that wait, and the last ones with their result. */
export class ScanHistory extends Component {
    static template = "k2k_connector_stock.ScanHistory";
    static props = {
        pending: Array,
        history: Array,
        counts: Object,
        filter: { type: [String, Boolean] }, // only this result
        sending: Boolean, // whether the pending scans are on their way
        onFilter: Function,
        onResend: Function,
        undoable: { type: [Object, Boolean], optional: true }, // the entry, or false
        onUndo: { type: Function, optional: true },
    };

    setup() {
        this.codeOf = codeOf;
        this.lookOf = lookOf;
        this.FAILED = FAILED;
    }

    /** One for each result that occurred, the good ones first. */
    get chips() {
        const results = Object.keys(this.props.counts).filter(
            // racks are no boxes
            (result) => this.props.counts[result] && result !== "rack"
        );
        const order = Object.keys(RESULTS);
        return results.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    }

    /** The newest on top, as in the list of the answered ones below it. */
    get waiting() {
        return [...this.props.pending].reverse();
    }

    get entries() {
        const { filter, history } = this.props;
        return filter ? history.filter((e) => e.answer.result === filter) : history;
    }

    timeOf(scan) {
        return DateTime.fromMillis(scan.at).toLocaleString(DateTime.TIME_24_WITH_SECONDS);
    }
}
