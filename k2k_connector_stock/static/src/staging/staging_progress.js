import { Component, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How often the form asks how far the job is. */
export const EVERY_MS = 3000;

/**
 * How far a job on many boxes is. It moves by itself as long as the form is open, and
 * shows the boxes when all of them are there.
 *
 * The field holds what is left; the options name the fields that hold the total and
 * what keeps the job from going on, and say what becomes of the boxes.
 */
export class StagingProgress extends Component {
    static template = "k2k_connector_stock.StagingProgress";
    static props = {
        ...standardFieldProps,
        total: String,
        error: String,
        running: { type: String, optional: true },
        leaving: { type: Boolean, optional: true },
    };

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
        const { name, total, running } = this.props;
        const left = data[name];
        return {
            left,
            total: data[total],
            running: running ? data[running] : Boolean(left),
        };
    }

    get done() {
        return this.state.total - this.state.left;
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.done) / this.state.total) : 0;
    }

    plan() {
        browser.clearTimeout(this.timer);
        if (this.state.running && !this.gone) {
            this.timer = browser.setTimeout(() => this.ask(), EVERY_MS);
        }
    }

    async ask() {
        const { record, name, total, error, running } = this.props;
        let values;
        try {
            [values] = await this.orm.silent.read(
                record.resModel,
                [record.resId],
                [name, total, error, running].filter(Boolean)
            );
        } catch {
            // the connection is lost, or the user is logged out: it is asked again
            this.plan();
            return;
        }
        if (this.gone) {
            return;
        }
        const state = this.values(values);
        if (state.running && !values[error]) {
            Object.assign(this.state, state);
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
    extractProps: ({ options }) => ({
        total: options.total || "pieces_announced",
        error: options.error || "staging_error",
        running: options.running,
        leaving: options.leaving,
    }),
});
