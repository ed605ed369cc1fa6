import { Component, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How often the form asks how far the job is. */
export const EVERY_MS = 3000;

/**
 * How far a large shipment has been put into the staging area. It moves by itself as
 * long as the form is open, and shows the boxes when all of them are there.
 */
export class StagingProgress extends Component {
    static template = "k2k_connector_stock.StagingProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState(this.values(this.props.record.data));
        onWillUpdateProps((props) => {
            Object.assign(this.state, this.values(props.record.data));
            this.plan();
        });
        onWillUnmount(() => {
            this.gone = true;
            browser.clearTimeout(this.timer);
        });
        this.plan();
    }

    values(data) {
        return { left: data.pieces_to_stage, total: data.pieces_announced };
    }

    get done() {
        return this.state.total - this.state.left;
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.done) / this.state.total) : 0;
    }

    plan() {
        browser.clearTimeout(this.timer);
        if (this.state.left && !this.gone) {
            this.timer = browser.setTimeout(() => this.ask(), EVERY_MS);
        }
    }

    async ask() {
        const { record } = this.props;
        let values;
        try {
            [values] = await this.orm.silent.read(
                record.resModel,
                [record.resId],
                ["pieces_to_stage", "pieces_announced", "staging_error"]
            );
        } catch {
            // the connection is lost, or the user is logged out: it is asked again
            this.plan();
            return;
        }
        if (this.gone) {
            return;
        }
        if (values.pieces_to_stage && !values.staging_error) {
            Object.assign(this.state, this.values(values));
            this.plan();
        } else if (!(await record.isDirty())) {
            // all are there, or somebody has to look: the form shows it
            await record.load();
        }
    }
}

registry.category("fields").add("k2k_staging_progress", {
    component: StagingProgress,
    supportedTypes: ["integer"],
});
