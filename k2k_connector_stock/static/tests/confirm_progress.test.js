import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { ConfirmProgress, PART } from "@k2k_connector_stock/confirm/confirm_progress";

defineMailModels();

const IDS = Array.from({ length: PART + 20 }, (_, index) => index + 1);

async function open() {
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(ConfirmProgress, {
        boxIds: IDS,
        onDone: (count) => expect.step(`done ${count}`),
    });
    await animationFrame();
}

test("boxes are received part by part, and the bar shows how far it is", async () => {
    const replies = [];
    onRpc("k2k.box", "confirm_part", ({ args: [ids] }) => {
        const reply = new Deferred();
        replies.push({ ids, reply });
        return reply;
    });
    await open();
    expect(replies[0].ids).toHaveLength(PART);
    expect(".modal [role='progressbar']").toHaveAttribute("aria-valuenow", "0");
    replies[0].reply.resolve(PART - 1);
    await animationFrame();
    expect(".modal [role='progressbar']").toHaveAttribute("aria-valuenow", `${PART}`);
    replies[1].reply.resolve(20);
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([`done ${PART + 19}`]);
});

test("whoever stops keeps what is received, and no more is asked for", async () => {
    const reply = new Deferred();
    let calls = 0;
    onRpc("k2k.box", "confirm_part", () => {
        calls++;
        return reply;
    });
    await open();
    await contains(".o_k2k_confirm_stop").click();
    reply.resolve(PART);
    await animationFrame();
    expect(calls).toBe(1);
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["done 0"]);
});

test("a part that fails is told and can be tried again", async () => {
    let broken = true;
    onRpc("k2k.box", "confirm_part", ({ args: [ids] }) => {
        if (broken) {
            throw makeServerError({ message: "The location is closed." });
        }
        return ids.length;
    });
    await open();
    await animationFrame();
    expect(".modal .alert").toHaveText(/The location is closed/);
    broken = false;
    await contains(".o_k2k_confirm_again").click();
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([`done ${IDS.length}`]);
});
