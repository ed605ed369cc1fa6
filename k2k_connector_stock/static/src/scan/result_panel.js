import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { codeOf, lookOf } from "./scan_results";
import { shortDate } from "./short_date";

/**
 * The answer to the last scan, readable from an arm's length: the colour says
 * whether the box may go on, the words say where to.
 */
export class ResultPanel extends Component {
    static template = "k2k_connector_stock.ResultPanel";
    static props = {
        entry: { type: [Object, Boolean] }, // {scan, answer}, false before the first
        waiting: Array, // newer scans without an answer: the entry is out of date
        awbId: { type: [Number, Boolean] }, // the chosen AWB, false for any
        shipping: { type: Boolean, optional: true }, // boxes leave, not arrive
        busy: { type: Boolean, optional: true }, // something is asked already
        onSendOn: { type: Function, optional: true }, // of a box of elsewhere
    };

    get newest() {
        return this.props.waiting.at(-1);
    }

    get look() {
        return lookOf(this.props.entry.answer.result);
    }

    get label() {
        const { answer, scan } = this.props.entry;
        const isLoaded = scan.ship && answer.result === "already";
        return isLoaded ? _t("Already loaded") : this.look.label;
    }

    get code() {
        return codeOf(this.props.entry);
    }

    /** The AWB of the box where it is another one than the clerk chose. */
    get otherAwb() {
        const { awb } = this.props.entry.answer;
        return awb && awb.id !== this.props.awbId ? awb : false;
    }

    /** Whether the box stands in the wrong warehouse, and can go on from here. */
    get canSendOn() {
        const { scan, answer } = this.props.entry;
        const isElsewhere = answer.result === "other_location" && answer.box;
        return Boolean(isElsewhere && scan.awbId && this.props.onSendOn);
    }

    /** What is to be said beside what the panel shows of the box. */
    get message() {
        const { detail, message } = this.props.entry.answer;
        return detail ?? message;
    }

    get truckDate() {
        return shortDate(this.props.entry.answer.box.truck_date);
    }
}
