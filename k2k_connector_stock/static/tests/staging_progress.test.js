import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    makeServerError,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { EVERY_MS } from "@k2k_connector_stock/staging/staging_progress";

class Awb extends models.Model {
    _name = "k2k.awb";
    pieces = fields.Integer();
    pieces_to_stage = fields.Integer();
    pieces_announced = fields.Integer();
    staging_error = fields.Char();
    is_shipping = fields.Boolean();
    _records = [
        {
            id: 1,
            pieces: 0,
            pieces_to_stage: 5000,
            pieces_announced: 5000,
            is_shipping: true,
        },
    ];
}

defineMailModels();
defineModels([Awb]);

function mount(options = "{}") {
    return mountView({
        type: "form",
        resModel: "k2k.awb",
        resId: 1,
        arch: `<form>
            <field name="pieces"/>
            <field name="pieces_announced" invisible="1"/>
            <field name="staging_error" invisible="1"/>
            <field name="is_shipping" invisible="1"/>
            <field
                name="pieces_to_stage"
                widget="k2k_staging_progress"
                options="${options}"
            />
        </form>`,
    });
}

function change(values) {
    MockServer.env["k2k.awb"].write([1], values);
}

async function wait() {
    await advanceTime(EVERY_MS);
    await animationFrame();
}

test("the bar moves by itself, and the boxes are shown when they are there", async () => {
    await mount();
    expect(".o_k2k_staging_count").toHaveText("0 of 5000 boxes are there.");
    change({ pieces_to_stage: 3750 });
    await wait();
    expect(".o_k2k_staging_count").toHaveText("1250 of 5000 boxes are there.");
    expect("[role='progressbar']").toHaveAttribute("aria-valuenow", "1250");
    expect("[name='pieces'] input").toHaveValue("0");
    change({ pieces: 5000, pieces_to_stage: 0, pieces_announced: 0 });
    await wait();
    expect("[name='pieces'] input").toHaveValue("5,000");
});

test("nothing is asked when nothing is under way", async () => {
    onRpc("k2k.awb", "read", () => expect.step("asked"));
    Awb._records[0].pieces_to_stage = 0;
    await mount();
    await wait();
    expect.verifySteps([]);
});

test("a lost connection does not stop it", async () => {
    let lost = true;
    onRpc("k2k.awb", "read", () => {
        if (lost) {
            throw makeServerError({ message: "lost" });
        }
    });
    await mount();
    change({ pieces_to_stage: 1 });
    await wait();
    expect(".o_k2k_staging_count").toHaveText("0 of 5000 boxes are there.");
    lost = false;
    await wait();
    expect(".o_k2k_staging_count").toHaveText("4999 of 5000 boxes are there.");
});

test("it tells what leaves, until the last step is done", async () => {
    await mount("{'running': 'is_shipping', 'leaving': True}");
    expect(".o_k2k_staging_count").toHaveText("0 of 5000 boxes have left.");
    change({ pieces_to_stage: 0 });
    await wait();
    // the invoice is being made
    expect(".o_k2k_staging_count").toHaveText("5000 of 5000 boxes have left.");
    change({ pieces: 5000, is_shipping: false });
    await wait();
    expect("[name='pieces'] input").toHaveValue("5,000");
});
