import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { ScanSounds } from "@k2k_connector_stock/scan/scan_sounds";
import { ScanStore } from "@k2k_connector_stock/scan/scan_store";

defineMailModels();

const REPORT = {
    type: "ir.actions.report",
    report_type: "qweb-text",
    report_name: "k2k_connector_label.report_box_label_zpl",
    context: { active_ids: [11] },
};

beforeEach(() => {
    patchWithCleanup(ScanStore.prototype, {
        load: async () => [],
        put: async () => {},
        remove: async () => {},
    });
    patchWithCleanup(ScanSounds.prototype, { play: () => {} });
    onRpc("k2k.awb", "scan_list", () => []);
    onRpc("k2k.scan.session", "end_mine", () => ({ boxes: 0 }));
    onRpc("k2k.box", "scan", ({ args: [code] }) => ({
        result: code === "KS1" ? "received" : "already",
        message: "",
        box: { id: 11, code, product: "Agapanthus", quantity: 100, uom: "Stems" },
        awb: false,
        ...(code === "KS1" && { print: REPORT }),
    }));
});

/** Open the screen; what is printed becomes a step. */
async function open() {
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "k2k_connector_stock.scan",
        target: "fullscreen",
    });
    patchWithCleanup(getService("action"), {
        doAction(action) {
            if (action.report_name) {
                expect.step(`${action.report_name} of ${action.context.active_ids}`);
                return Promise.resolve();
            }
            return super.doAction(...arguments);
        },
    });
    await contains(".o_k2k_scan_anything").click();
}

async function type(code) {
    await contains(".o_k2k_scan_input").edit(code, { confirm: "enter" });
    await animationFrame();
    await animationFrame();
}

test("the label of the box just received is printed, and the screen stays", async () => {
    await open();
    await type("KS1");
    expect.verifySteps(["k2k_connector_label.report_box_label_zpl of 11"]);
    expect(".o_k2k_result").toHaveAttribute("data-result", "received");
    await type("KS2");
    expect.verifySteps([]);
    expect(".o_k2k_result").toHaveAttribute("data-result", "already");
});
