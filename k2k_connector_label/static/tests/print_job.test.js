import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { PAUSE, PrintJob } from "@k2k_connector_label/job/print_job";

defineMailModels();

const ACTION = {
    type: "ir.actions.client",
    tag: "k2k_connector_label.print_job",
    name: "Printing labels",
    target: "new",
    params: { job_id: 7 },
};

/** What the server says of the job. */
let job;

beforeEach(() => {
    job = {
        id: 7,
        state: "waiting",
        progress: 0,
        labels: 5000,
        error: false,
        file_name: "5000 labels.pdf",
    };
    onRpc("k2k.label.job", "read", ({ args: [ids] }) => {
        expect(ids).toEqual([7]);
        return [{ ...job }];
    });
    patchWithCleanup(PrintJob.prototype, {
        download() {
            expect.step("download");
        },
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction(ACTION);
    await animationFrame();
}

async function pass() {
    await advanceTime(PAUSE);
    await animationFrame();
}

test("the bar moves, the file comes by itself", async () => {
    await open();
    expect(".o_k2k_print_job").toHaveText(/Your labels are next/);
    Object.assign(job, { state: "running", progress: 42 });
    await pass();
    expect(".progress-bar").toHaveText("42%");
    expect(".o_k2k_print_job").toHaveText(/Drawing 5000 labels/);
    expect.verifySteps([]);
    Object.assign(job, { state: "done", progress: 100 });
    await pass();
    expect(".progress-bar").toHaveText("100%");
    expect.verifySteps(["download"]);
    await pass();
    expect.verifySteps([]);
    await contains(".o_k2k_download").click();
    expect.verifySteps(["download"]);
});

test("a failure tells why", async () => {
    await open();
    Object.assign(job, { state: "failed", error: "The code X is too long." });
    await pass();
    expect(".alert-danger").toHaveText("The code X is too long.");
    expect(".progress").toHaveCount(0);
    expect.verifySteps([]);
});

test("nobody looks any more once the dialog is closed", async () => {
    await open();
    await contains(".o_k2k_print_job .btn-secondary").click();
    expect(".o_k2k_print_job").toHaveCount(0);
    Object.assign(job, { state: "done", progress: 100 });
    await pass();
    expect.verifySteps([]);
});
