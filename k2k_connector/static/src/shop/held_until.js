import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const { DateTime } = luxon;

/** Until when boxes are held, by the customer's own clock. */
export class HeldUntil extends Interaction {
    static selector = ".o_k2k_held_until";

    start() {
        const until = DateTime.fromISO(this.el.dateTime);
        this.el.textContent = until.toLocaleString(DateTime.TIME_SIMPLE);
    }
}

registry.category("public.interactions").add("k2k_connector.held_until", HeldUntil);
