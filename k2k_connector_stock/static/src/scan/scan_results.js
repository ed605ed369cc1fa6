import { _t } from "@web/core/l10n/translation";
import { FAILED } from "./scan_queue";

/**
 * What the clerk sees and hears for each result of `k2k.box.scan`, `ship` and
 * `undo_scan`, in the order in which the counts are shown. `tone` decides colour, sound and vibration; `short` is
 * for counts and lists.
 */
export const RESULTS = {
    received: {
        tone: "good",
        icon: "fa-check",
        label: _t("Received"),
        short: _t("Received"),
    },
    billed: {
        tone: "good",
        icon: "fa-check-circle",
        label: _t("Received and billed"),
        short: _t("Billed"),
    },
    already: {
        tone: "repeated",
        icon: "fa-repeat",
        label: _t("Already received"),
        short: _t("Already"),
    },
    rack: {
        tone: "good",
        icon: "fa-map-marker",
        label: _t("Rack"),
        short: _t("Rack"),
    },
    not_shipped: {
        tone: "refused",
        icon: "fa-clock-o",
        label: _t("Not shipped yet"),
        short: _t("Not shipped"),
    },
    cancelled: {
        tone: "refused",
        icon: "fa-ban",
        label: _t("Cancelled by the vendor"),
        short: _t("Cancelled"),
    },
    other_location: {
        tone: "refused",
        icon: "fa-map-marker",
        label: _t("Other location"),
        short: _t("Elsewhere"),
    },
    sent_on: {
        tone: "good",
        icon: "fa-exchange",
        label: _t("To another warehouse"),
        short: _t("Sent on"),
    },
    not_sent_on: {
        tone: "refused",
        icon: "fa-map-marker",
        label: _t("Not sent on"),
        short: _t("Not sent on"),
    },
    unknown: {
        tone: "refused",
        icon: "fa-question",
        label: _t("Unknown code"),
        short: _t("Unknown"),
    },
    shipped: {
        tone: "good",
        icon: "fa-truck",
        label: _t("On the delivery"),
        short: _t("Loaded"),
    },
    wrong_customer: {
        tone: "refused",
        icon: "fa-hand-paper-o",
        label: _t("Another customer's"),
        short: _t("Wrong customer"),
    },
    not_received: {
        tone: "refused",
        icon: "fa-sign-in",
        label: _t("Not received yet"),
        short: _t("Not received"),
    },
    not_ordered: {
        tone: "refused",
        icon: "fa-cubes",
        label: _t("Nobody waits for it"),
        short: _t("Not ordered"),
    },
    undone: {
        tone: "repeated",
        icon: "fa-undo",
        label: _t("Taken back"),
        short: _t("Taken back"),
    },
    not_undone: {
        tone: "refused",
        icon: "fa-lock",
        label: _t("It stays received"),
        short: _t("Not taken back"),
    },
    [FAILED]: {
        tone: "refused",
        icon: "fa-exclamation-triangle",
        label: _t("Not saved"),
        short: _t("Not saved"),
    },
};

/**
 * @param {string} result one this screen has never heard of is refused, not hidden
 * @returns {{tone: string, icon: string, label: string, short: string}}
 */
export function lookOf(result) {
    const unheardOf = { tone: "refused", icon: "fa-exclamation", label: result };
    return RESULTS[result] || { ...unheardOf, short: result };
}

/**
 * @param {{scan: object, answer: object}} entry
 * @returns {string} the box's own code where it is known: what was read may hold
 *  prefixes, or be in lower case
 */
export function codeOf({ scan, answer }) {
    return answer.box?.code || scan.code;
}
