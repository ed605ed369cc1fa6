import { deserializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/**
 * @param {string | false} date as the server sends it, "2026-03-13"
 * @returns {string} "Today", "Tomorrow", or like "Fri, Mar 13"; empty without a date
 */
export function shortDate(date) {
    if (!date) {
        return "";
    }
    const day = deserializeDate(date);
    if (day.hasSame(today(), "day")) {
        return _t("Today");
    }
    if (day.hasSame(today().plus({ days: 1 }), "day")) {
        return _t("Tomorrow");
    }
    return day.toLocaleString({ weekday: "short", day: "numeric", month: "short" });
}
