import { Component, onWillUnmount, useState } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { messageOf } from "../scan/scan_queue_service";

/** Boxes of one request: often enough to see it move, seldom enough to be quick. */
export const PART = 100;

/**
 * Receives many boxes without a scan, part by part, and shows how far it is. Each
 * part is saved for itself: whoever stops loses nothing and can go on later.
 */
export class ConfirmProgress extends Component {
    static template = "k2k_connector_stock.ConfirmProgress";
    static components = { Dialog };
    static props = {
        boxIds: Array,
        close: Function,
        onDone: Function, // told how many boxes were received
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ asked: 0, received: 0, running: false, error: "" });
        this.stopped = false;
        onWillUnmount(() => (this.stopped = true));
        this.run();
    }

    get total() {
        return this.props.boxIds.length;
    }

    get percent() {
        return Math.round((100 * this.state.asked) / this.total);
    }

    async run() {
        Object.assign(this.state, { running: true, error: "" });
        try {
            while (this.state.asked < this.total && !this.stopped) {
                const start = this.state.asked;
                const ids = this.props.boxIds.slice(start, start + PART);
                const count = await this.orm.silent.call("k2k.box", "confirm_part", [ids]);
                this.state.received += count;
                this.state.asked += ids.length;
            }
        } catch (error) {
            this.state.error = messageOf(error);
            if (!(error instanceof ConnectionLostError) && !error.data) {
                throw error;
            }
            return;
        } finally {
            this.state.running = false;
        }
        if (!this.stopped) {
            this.finish();
        }
    }

    finish() {
        this.stopped = true;
        this.props.close();
        this.props.onDone(this.state.received);
    }
}

registry.category("actions").add("k2k_connector_stock.confirm", (env, action) => {
    env.services.dialog.add(ConfirmProgress, {
        boxIds: action.params.box_ids,
        onDone: () => env.services.action.doAction({ type: "ir.actions.client", tag: "soft_reload" }),
    });
});
