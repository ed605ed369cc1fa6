import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Milliseconds between two looks at the job. */
export const PAUSE = 700;

const FIELDS = ["state", "progress", "labels", "error", "file_name"];

/**
 * How far labels are that are printed in the background. The file is downloaded when it
 * is there; whoever closes the dialog before finds it under "Print jobs".
 */
export class PrintJob extends Component {
    static template = "k2k_connector_label.PrintJob";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.job = useState({ state: "waiting", progress: 0, labels: 0, error: "" });
        this.jobId = this.props.action.params.job_id;
        onWillStart(() => this.look());
        onMounted(() => this.lookAgain());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get isOpen() {
        return ["waiting", "running"].includes(this.job.state);
    }

    get percent() {
        return Math.round(this.job.progress);
    }

    async look() {
        const [job] = await this.orm.silent.read("k2k.label.job", [this.jobId], FIELDS);
        Object.assign(this.job, job);
        if (this.job.state === "done") {
            this.download();
        }
    }

    lookAgain() {
        if (!this.isOpen) {
            return;
        }
        this.timer = browser.setTimeout(async () => {
            try {
                await this.look();
            } finally {
                // a server that is away for a moment does not end the job
                this.lookAgain();
            }
        }, PAUSE);
    }

    download() {
        this.action.doAction({
            type: "ir.actions.act_url",
            target: "download",
            url: `/web/content/k2k.label.job/${this.jobId}/content?filename_field=file_name&download=true`,
        });
    }

    close() {
        this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("k2k_connector_label.print_job", PrintJob);
