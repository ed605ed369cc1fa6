import { ScanAction } from "@k2k_connector_stock/scan/scan_action";
import { patch } from "@web/core/utils/patch";

/** Prints the label of the box just received, where the company wants it. */
patch(ScanAction.prototype, {
    onAnswer(entry) {
        super.onAnswer(entry);
        if (entry.answer.print) {
            this.action.doAction(entry.answer.print);
        }
    },
});
