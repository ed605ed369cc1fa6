import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { Component, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { BarcodeVideoScanner } from "@web/core/barcode/barcode_video_scanner";
import { RETRY_DELAYS } from "@k2k_connector_stock/scan/scan_queue";
import { ScanSounds } from "@k2k_connector_stock/scan/scan_sounds";
import { SEND_TIMEOUT } from "@k2k_connector_stock/scan/scan_queue_service";
import { ScanStore } from "@k2k_connector_stock/scan/scan_store";

defineMailModels();

const ACTION = {
    type: "ir.actions.client",
    tag: "k2k_connector_stock.scan",
    target: "fullscreen",
};

const BOX = {
    id: 11,
    code: "KS1000001",
    product: "Agapanthus K2K",
    quantity: 100,
    uom: "Stems",
    customer: "Palm Events",
    truck_date: "2026-03-13",
};

/** What the device keeps while a test runs. */
let store;
/** What the server holds: the open AWBs, and what it answers to a code. */
let awbs, answers, calls, deliveries;
let online;

beforeEach(() => {
    mockDate("2026-03-12 04:00:00");
    store = new Map();
    patchWithCleanup(ScanStore.prototype, {
        load: async () => [...store.values()],
        put: async (scan) => void store.set(scan.id, scan),
        remove: async (id) => void store.delete(id),
    });
    patchWithCleanup(ScanSounds.prototype, {
        play: (tone) => expect.step(`sound ${tone}`),
    });
    online = true;
    calls = [];
    answers = {};
    awbs = [
        makeAwb(1, "729-1234-5675", { pieces: 10, pieces_received: 2 }),
        makeAwb(2, "145-8800-4421", { pieces: 4, arrival_date: "2026-03-12" }),
        makeAwb(3, "006-5675-1111", { vendor: "Flores del Valle" }),
    ];
    deliveries = [
        {
            id: 31,
            name: "HFW/OUT/00007",
            customer: "Palm Events",
            date: "2026-03-12",
            pieces: 2,
            pieces_received: 0,
            expected: 1,
            done: false,
        },
    ];
    patchWithCleanup(rpc, {
        _rpc(url) {
            if (!online && url.includes("k2k.")) {
                return Promise.reject(new ConnectionLostError(url));
            }
            return super._rpc(...arguments);
        },
    });
    onRpc("k2k.awb", "scan_list", () => awbs);
    onRpc("k2k.box", "ship_list", () => deliveries);
    onRpc("k2k.scan.session", "end_mine", () => {
        expect.step("session ended");
        return { boxes: 0 };
    });
    onRpc("k2k.box", "scan", async ({ args: [code], kwargs }) => {
        calls.push({ code, awb_id: kwargs.awb_id });
        return answers[code] ?? answer("unknown", { message: "Set it aside." });
    });
});

function makeAwb(id, name, values = {}) {
    return {
        id,
        name,
        vendor: "Andes Farms",
        warehouse: "Miami",
        urgent: 0,
        presold: 0,
        arrival_date: "2026-03-20",
        pieces: 10,
        pieces_received: 0,
        ...values,
    };
}

function answer(result, { message = "", box = false, awb = false } = {}) {
    return { result, message, box, awb };
}

async function openScreen(action = {}) {
    await mountWebClient();
    await getService("action").doAction({ ...ACTION, ...action });
    await animationFrame();
}

async function openAwb(name = "729-1234-5675") {
    await openScreen();
    await contains(`[data-awb='${name}']`).click();
}

/** A wedge scanner that types into nothing. */
async function scanKeys(code) {
    for (const key of code) {
        await press(key);
    }
    await press("Enter");
    await answered();
}

/** The same, without the keys: for many scans at once. */
function scanFast(...codes) {
    for (const barcode of codes) {
        getService("barcode").bus.trigger("barcode_scanned", { barcode });
    }
}

async function typeCode(code) {
    await contains(".o_k2k_scan_input").edit(code, { confirm: "enter" });
    await answered();
}

/** The scan went out in one frame, the answer is shown in the next one. */
async function answered() {
    await animationFrame();
    await animationFrame();
}

test("the screen hides the navbar and lists the open AWBs, complete ones last", async () => {
    awbs[0].pieces_received = 10;
    await openScreen();
    expect(".o_main_navbar").toHaveCount(0);
    expect(queryAllTexts(".o_k2k_awb_name")).toEqual([
        "145-8800-4421",
        "006-5675-1111",
        "729-1234-5675",
    ]);
    expect("[data-awb='145-8800-4421'] .o_k2k_awb_facts").toHaveText(/Andes Farms.*Today/s);
    expect("[data-awb='729-1234-5675'] .o_k2k_progress").toHaveClass(
        "o_k2k_progress_complete"
    );
    expect("[data-awb='145-8800-4421'] .o_k2k_progress_numbers").toHaveText(/0\s*\/\s*4/);
});

test("an AWB is found by its last digits, by any digits and by its vendor", async () => {
    await openScreen();
    await contains(".o_k2k_picker_search").edit("5675", { confirm: false });
    // Numbers that end like this come first.
    expect(queryAllTexts(".o_k2k_awb_name")).toEqual(["729-1234-5675", "006-5675-1111"]);
    await contains(".o_k2k_picker_search").edit("flores", { confirm: false });
    expect(queryAllTexts(".o_k2k_awb_name")).toEqual(["006-5675-1111"]);
    await contains(".o_k2k_picker_search").edit("99999", { confirm: false });
    expect(".o_k2k_awb").toHaveCount(0);
    expect(".o_k2k_picker_empty").toHaveText("No open AWB has these digits.");
    await press("Escape");
    await animationFrame();
    expect(".o_k2k_awb").toHaveCount(3);
});

test("Enter opens the one AWB that was found, a dash or a capital more or less", async () => {
    await openScreen();
    await contains(".o_k2k_picker_search").edit("72912345675", { confirm: "enter" });
    await animationFrame();
    expect(".o_k2k_scan_header h1").toHaveText(/729-1234-5675/);
});

test("a scanned AWB number opens the AWB and is no scan of a box", async () => {
    await openScreen();
    await scanKeys("14588004421");
    expect(".o_k2k_scan_header h1").toHaveText(/145-8800-4421/);
    expect(calls).toEqual([]);
});

test("a box scanned into the list of AWBs is received from any AWB", async () => {
    answers.KS1000001 = answer("received", {
        box: BOX,
        awb: { id: 1, name: "729-1234-5675", pieces: 10, pieces_received: 3 },
    });
    await openScreen();
    await scanKeys("KS1000001");
    expect(".o_k2k_result").toHaveAttribute("data-result", "received");
    expect(".o_k2k_scan_header h1").toHaveText(/Any AWB/);
    expect(".o_k2k_result_facts").toHaveText(/729-1234-5675/);
    expect(".o_k2k_progress").toHaveAttribute("aria-valuenow", "3");
    expect(calls).toEqual([{ code: "KS1000001", awb_id: false }]);
    expect.verifySteps(["sound good"]);
});

test("a scanner that types into the search field scans, too", async () => {
    await openScreen();
    await contains(".o_k2k_picker_search").edit("KS1000001", { confirm: "enter" });
    await animationFrame();
    expect(calls).toEqual([{ code: "KS1000001", awb_id: false }]);
    expect.verifySteps(["sound refused"]);
});

const LOOKS = [
    ["received", "good", "Received"],
    ["billed", "good", "Received and billed"],
    ["already", "repeated", "Already received"],
    ["not_shipped", "refused", "Not shipped yet"],
    ["cancelled", "refused", "Cancelled by the vendor"],
    ["other_location", "refused", "Other location"],
    ["unknown", "refused", "Unknown code"],
];
const COLOURS = {
    good: "rgb(17, 138, 63)",
    repeated: "rgb(255, 183, 3)",
    refused: "rgb(200, 30, 43)",
};

for (const [result, tone, label] of LOOKS) {
    test(`the result ${result} is shown and heard as ${tone}`, async () => {
        answers.KS1000001 = answer(result, { message: "A sentence.", box: BOX });
        await openAwb();
        expect(".o_k2k_result").toHaveText("Scan a box");
        await scanKeys("KS1000001");
        expect(".o_k2k_result").toHaveAttribute("data-result", result);
        expect(".o_k2k_result").toHaveStyle({ "background-color": COLOURS[tone] });
        expect(".o_k2k_result_label").toHaveText(label);
        expect(".o_k2k_result_code").toHaveText("KS1000001");
        expect(".o_k2k_result_product").toHaveText("Agapanthus K2K");
        expect(".o_k2k_result_facts").toHaveText(/100 Stems.*Tomorrow/s);
        expect(".o_k2k_result_message").toHaveText("A sentence.");
        // A refused box is not sent to anybody.
        expect(".o_k2k_result_destination").toHaveCount(tone === "refused" ? 0 : 1);
        expect(".o_k2k_count").toHaveCount(1);
        expect(`[data-count='${result}'] b`).toHaveText("1");
        expect(".o_k2k_row").toHaveCount(1);
        expect(".o_k2k_row").toHaveAttribute("data-tone", tone);
        expect(".o_k2k_row time").toHaveText(/\d\d:\d\d:\d\d/);
        expect.verifySteps([`sound ${tone}`]);
    });
}

test("a box without a customer goes to stock", async () => {
    answers.KS1000002 = answer("received", {
        box: { ...BOX, code: "KS1000002", customer: false, truck_date: false },
    });
    await openAwb();
    await scanKeys("ks1000002".toUpperCase());
    expect(".o_k2k_result_destination").toHaveText("Stock");
    expect.verifySteps(["sound good"]);
});

test("an unknown code shows what was read, and a result unheard of is refused", async () => {
    answers.NEW = answer("quarantined", { message: "Ask the inspector." });
    await openAwb();
    await typeCode("  xyz 9 ");
    expect(".o_k2k_result_code").toHaveText("xyz 9");
    expect(".o_k2k_result_product").toHaveCount(0);
    await typeCode("NEW");
    expect(".o_k2k_result").toHaveAttribute("data-tone", "refused");
    expect(".o_k2k_result_message").toHaveText("Ask the inspector.");
    expect.verifySteps(["sound refused", "sound refused"]);
});

test("a typed code is sent by Enter, by a tab and by the button", async () => {
    await openAwb();
    await typeCode("A100");
    expect(".o_k2k_scan_input").toHaveValue("");
    expect(".o_k2k_scan_input").not.toBeFocused();
    await contains(".o_k2k_scan_input").edit("B200", { confirm: false });
    await press("Tab");
    await contains(".o_k2k_scan_input").edit("C300", { confirm: false });
    await contains(".o_k2k_scan_send").click();
    await animationFrame();
    expect(calls.map((call) => call.code)).toEqual(["A100", "B200", "C300"]);
    expect(calls.map((call) => call.awb_id)).toEqual([1, 1, 1]);
    expect.verifySteps(["sound refused", "sound refused", "sound refused"]);
});

test("Escape clears the field, then goes back to the AWBs", async () => {
    await openAwb();
    await contains(".o_k2k_scan_input").edit("A1", { confirm: false });
    await press("Escape");
    await animationFrame();
    expect(".o_k2k_scan_input").toHaveValue("");
    expect(".o_k2k_result").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".o_k2k_awb").toHaveCount(3);
    expect(calls).toEqual([]);
});

test("the bar follows the answers and shows when the AWB is complete", async () => {
    awbs[0].pieces_received = 8;
    const awb = { id: 1, name: "729-1234-5675", pieces: 10 };
    answers.K9 = answer("received", { box: BOX, awb: { ...awb, pieces_received: 9 } });
    answers.K10 = answer("received", { box: BOX, awb: { ...awb, pieces_received: 10 } });
    answers.ELSE = answer("received", {
        box: BOX,
        awb: { id: 2, name: "145-8800-4421", pieces: 4, pieces_received: 1 },
    });
    await openAwb();
    expect(".o_k2k_progress").toHaveAttribute("aria-valuenow", "8");
    expect(".o_k2k_progress_bar").toHaveAttribute("style", "width: 80%");
    await typeCode("K9");
    expect(".o_k2k_progress_numbers").toHaveText(/9\s*\/\s*10/);
    expect(".o_k2k_progress_bar").toHaveAttribute("style", "width: 90%");
    // The bar is of the chosen AWB; the panel names the other one.
    await typeCode("ELSE");
    expect(".o_k2k_progress").toHaveAttribute("aria-valuenow", "9");
    expect(".o_k2k_result_facts").toHaveText(/145-8800-4421/);
    expect(".o_k2k_progress").not.toHaveClass("o_k2k_progress_complete");
    await typeCode("K10");
    expect(".o_k2k_progress").toHaveClass("o_k2k_progress_complete");
    expect.verifySteps(["sound good", "sound good", "sound good"]);
});

test("scans faster than the server wait visibly and are sent in order", async () => {
    const replies = [];
    onRpc("k2k.box", "scan", async ({ args: [code] }) => {
        const reply = new Deferred();
        replies.push({ code, reply });
        return reply;
    });
    await openAwb();
    scanFast("A100", "B200", "C300");
    await animationFrame();
    expect(replies.map((r) => r.code)).toEqual(["A100"]);
    expect(queryAllTexts(".o_k2k_row_pending .o_k2k_row_code")).toEqual([
        "C300",
        "B200",
        "A100",
    ]);
    expect(".o_k2k_result_waiting").toHaveText(/Waiting:\s*3\s*C300/);
    expect(store.size).toBe(3);

    replies[0].reply.resolve(answer("received"));
    await animationFrame();
    expect(replies.map((r) => r.code)).toEqual(["A100", "B200"]);
    expect(".o_k2k_row_pending").toHaveCount(2);
    expect(".o_k2k_row_answered").toHaveCount(1);

    replies[1].reply.resolve(answer("already"));
    await animationFrame();
    replies[2].reply.resolve(answer("unknown"));
    await animationFrame();
    expect(replies.map((r) => r.code)).toEqual(["A100", "B200", "C300"]);
    expect(".o_k2k_row_pending").toHaveCount(0);
    expect(".o_k2k_result_waiting").toHaveCount(0);
    expect(".o_k2k_result").toHaveAttribute("data-result", "unknown");
    expect(queryAllTexts(".o_k2k_count b")).toEqual(["1", "1", "1"]);
    expect(store.size).toBe(0);
    expect.verifySteps(["sound good", "sound repeated", "sound refused"]);
});

test("without a line the scans wait, the screen says so, and they go out later", async () => {
    await openAwb();
    online = false;
    scanFast("A100", "B200");
    await animationFrame();
    expect(".o_k2k_trouble").toHaveAttribute("data-trouble", "offline");
    expect(".o_k2k_trouble").toHaveText(/No connection/);
    expect(".o_k2k_trouble_count").toHaveText("2");
    expect(".o_k2k_row_pending").toHaveCount(2);
    await typeCode("C300");
    expect(".o_k2k_trouble_count").toHaveText("3");
    expect(store.size).toBe(3);
    expect(calls).toEqual([]);
    expect.verifySteps([]);

    online = true;
    browser.dispatchEvent(new Event("online"));
    await answered();
    await answered();
    expect(calls.map((call) => call.code)).toEqual(["A100", "B200", "C300"]);
    expect(".o_k2k_trouble").toHaveCount(0);
    expect(".o_k2k_row_pending").toHaveCount(0);
    expect(store.size).toBe(0);
    expect.verifySteps(["sound refused", "sound refused", "sound refused"]);
});

test("a line that returns without a word is found by trying", async () => {
    await openAwb();
    online = false;
    scanFast("A100");
    await animationFrame();
    online = true;
    await advanceTime(RETRY_DELAYS[0]);
    await answered();
    expect(calls.map((call) => call.code)).toEqual(["A100"]);
    expect(".o_k2k_trouble").toHaveCount(0);
    expect.verifySteps(["sound refused"]);
});

test("scans that an earlier page left are sent, for their own company", async () => {
    const scan = { id: "x", code: "OLD1", awbId: 2, companyId: 5, at: 1, seq: 1 };
    store.set("x", scan);
    onRpc("k2k.box", "scan", ({ kwargs }) => {
        expect(kwargs.context.allowed_company_ids).toEqual([5]);
        expect(kwargs.awb_id).toBe(2);
        return answer("received");
    });
    await openScreen();
    await animationFrame();
    expect(store.size).toBe(0);
    await contains(".o_k2k_scan_anything").click();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["OLD1"]);
    expect.verifySteps(["sound good"]);
});

class Elsewhere extends Component {
    static template = xml`<div class="elsewhere"/>`;
    static props = ["*"];
}

test("leaving the screen leaves no scan behind", async () => {
    registry.category("actions").add("k2k_connector_stock.test_elsewhere", Elsewhere);
    const reply = new Deferred();
    const codes = [];
    onRpc("k2k.box", "scan", async ({ args: [code] }) => {
        codes.push(code);
        return reply;
    });
    await openAwb();
    scanFast("A100", "B200");
    await animationFrame();
    await getService("action").doAction("k2k_connector_stock.test_elsewhere");
    await animationFrame();
    expect(".o_k2k_scan").toHaveCount(0);
    reply.resolve(answer("received"));
    await animationFrame();
    expect(codes).toEqual(["A100", "B200"]);
    expect(store.size).toBe(0);
    // Nobody is there to hear it; whoever comes back sees it.
    expect.verifySteps([]);
    await getService("action").doAction(ACTION);
    await animationFrame();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["B200", "A100"]);
});

test("a scan on which the server fails is not lost: it can be sent again", async () => {
    let broken = true;
    onRpc("k2k.box", "scan", () => {
        if (broken) {
            throw makeServerError({ message: "Division by zero" });
        }
        return answer("received");
    });
    await openAwb();
    scanFast("A100");
    await animationFrame();
    expect(".o_k2k_result").toHaveAttribute("data-result", "failed");
    expect(".o_k2k_result_label").toHaveText("Not saved");
    expect(".o_k2k_result_message").toHaveText("Division by zero");
    expect(store.size).toBe(1);
    broken = false;
    await contains(".o_k2k_resend").click();
    await animationFrame();
    expect(".o_k2k_result").toHaveAttribute("data-result", "received");
    expect(".o_k2k_row").toHaveCount(1);
    expect("[data-count='failed']").toHaveCount(0);
    expect(store.size).toBe(0);
    expect.verifySteps(["sound refused", "sound good"]);
});

test("a server that never answers counts as a lost connection", async () => {
    onRpc("k2k.box", "scan", () => new Deferred());
    await openAwb();
    scanFast("A100");
    await animationFrame();
    expect(".o_k2k_trouble").toHaveCount(0);
    await advanceTime(SEND_TIMEOUT);
    await animationFrame();
    expect(".o_k2k_trouble").toHaveAttribute("data-trouble", "offline");
    expect(".o_k2k_row_pending").toHaveCount(1);
});

for (const [trouble, errorName] of [
    ["logged_out", "odoo.http.SessionExpiredException"],
    ["busy", "psycopg2.errors.SerializationFailure"],
]) {
    test(`with the server's trouble ${trouble} the scans wait`, async () => {
        onRpc("k2k.box", "scan", () => {
            throw makeServerError({ errorName });
        });
        await openAwb();
        scanFast("A100");
        await animationFrame();
        expect(".o_k2k_trouble").toHaveAttribute("data-trouble", trouble);
        expect(".o_k2k_trouble .o_k2k_button").toHaveCount(
            trouble === "logged_out" ? 1 : 0
        );
        expect(store.size).toBe(1);
        expect.verifySteps([]);
    });
}

test("a count shows only the scans with its result", async () => {
    answers.K1 = answer("received", { box: { ...BOX, code: "K1" } });
    await openAwb();
    for (const code of ["K1", "A100", "B200"]) {
        scanFast(code);
        await animationFrame();
    }
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["B200", "A100", "K1"]);
    await contains("[data-count='unknown']").click();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["B200", "A100"]);
    // A blank in the next code must not press the button again.
    expect("[data-count='unknown']").not.toBeFocused();
    await contains("[data-count='unknown']").click();
    expect(".o_k2k_row").toHaveCount(3);
    expect.verifySteps(["sound good", "sound refused", "sound refused"]);
});

test("the list of AWBs says when it could not be loaded, and loads later", async () => {
    online = false;
    await openScreen();
    expect(".o_k2k_picker_empty").toHaveText(/could not be loaded/);
    online = true;
    await contains(".o_k2k_picker_empty .o_k2k_button").click();
    await animationFrame();
    expect(".o_k2k_awb").toHaveCount(3);
});

test("a page load goes on with the AWB, and so does an action that names one", async () => {
    await openAwb("145-8800-4421");
    await getService("action").doAction(ACTION, { clearBreadcrumbs: true });
    await animationFrame();
    expect(".o_k2k_scan_header h1").toHaveText(/145-8800-4421/);
    await getService("action").doAction({ ...ACTION, params: { awb_id: 3 } });
    await animationFrame();
    expect(".o_k2k_scan_header h1").toHaveText(/006-5675-1111/);
});

test("the screen closes to the list of AWBs", async () => {
    await openScreen();
    patchWithCleanup(getService("action"), {
        doAction: (action) => expect.step(action),
    });
    await contains(".o_k2k_scan_exit").click();
    await animationFrame();
    expect.verifySteps(["k2k_connector_stock.action_k2k_awb", "session ended"]);
});

test("the camera scans on and on, a label that stays in its view once", async () => {
    let see;
    patchWithCleanup(BarcodeVideoScanner.prototype, {
        setup() {
            see = (code) => this.props.onResult(code);
            this.state = { isReady: false };
        },
    });
    patchWithCleanup(browser.navigator.mediaDevices, { getUserMedia: () => {} });
    await openAwb();
    expect(".o_k2k_camera").toHaveCount(0);
    await contains(".o_k2k_scan_camera").click();
    expect(".o_k2k_camera").toHaveCount(1);
    for (const code of ["A100", "A100", "B200", "A100"]) {
        see(code);
    }
    await animationFrame();
    expect(calls.map((call) => call.code)).toEqual(["A100", "B200", "A100"]);
    await press("Escape");
    await animationFrame();
    expect(".o_k2k_camera").toHaveCount(0);
    expect(".o_k2k_result").toHaveCount(1);
    expect.verifySteps(["sound refused", "sound refused", "sound refused"]);
});

test("where the browser has no camera there is no button for it", async () => {
    patchWithCleanup(browser.navigator, { mediaDevices: undefined });
    await openAwb();
    expect(".o_k2k_scan_camera").toHaveCount(0);
});

test("an AWB with boxes for today's truck says so", async () => {
    awbs[1].urgent = 3;
    await openScreen();
    expect("[data-awb='145-8800-4421'] .o_k2k_awb_urgent").toHaveText(/3 for today/);
    expect(".o_k2k_awb_urgent").toHaveCount(1);
});

test("the panel shows where the box stands", async () => {
    answers.KS1000001 = answer("received", { box: { ...BOX, location: "A-07" } });
    await openAwb();
    await typeCode("KS1000001");
    expect(".o_k2k_result_rack").toHaveText(/A-07/);
    expect.verifySteps(["sound good"]);
});

test("the rack that was scanned takes the boxes, until another place is wanted", async () => {
    const racks = [];
    onRpc("k2k.box", "scan", ({ args: [code], kwargs }) => {
        racks.push(kwargs.location_id);
        return code === "A-07"
            ? { ...answer("rack"), rack: { id: 5, name: "A-07" } }
            : answer("received", { box: BOX });
    });
    await openAwb();
    expect(".o_k2k_rack").toHaveCount(0);
    await typeCode("A-07");
    expect(".o_k2k_rack").toHaveText(/A-07/);
    expect(".o_k2k_count").toHaveCount(0);
    await typeCode("K1");
    await contains(".o_k2k_rack_clear").click();
    expect(".o_k2k_rack").toHaveCount(0);
    await typeCode("K2");
    expect(racks).toEqual([false, 5, false]);
    expect.verifySteps(["sound good", "sound good", "sound good"]);
});

test("the panel says nothing twice", async () => {
    const message = "Received for Palm Events: Agapanthus K2K";
    answers.K1 = { ...answer("billed", { message, box: BOX }), detail: "" };
    answers.K2 = { ...answer("received", { message, box: BOX }), detail: "On hold" };
    await openAwb();
    await typeCode("K1");
    expect(".o_k2k_result_message").toHaveCount(0);
    await typeCode("K2");
    expect(".o_k2k_result_message").toHaveText("On hold");
    expect.verifySteps(["sound good", "sound good"]);
});

test("the last scan is taken back, once, and counted anew", async () => {
    const awb = { id: 1, name: "729-1234-5675", pieces: 10 };
    answers.K1 = answer("received", { box: BOX, awb: { ...awb, pieces_received: 3 } });
    const asked = [];
    onRpc("k2k.box", "undo_scan", ({ args: [id] }) => {
        asked.push(id);
        return answer("undone", {
            message: "Taken back.",
            box: { ...BOX, state: "staged" },
            awb: { ...awb, pieces_received: 2 },
        });
    });
    await openAwb();
    await typeCode("K1");
    expect(".o_k2k_undo").toHaveCount(1);
    await contains(".o_k2k_undo").click();
    await animationFrame();
    expect(asked).toEqual([11]);
    expect(".o_k2k_result").toHaveAttribute("data-result", "undone");
    expect(".o_k2k_progress").toHaveAttribute("aria-valuenow", "2");
    expect(".o_k2k_undo").toHaveCount(0);
    expect("[data-count='undone'] b").toHaveText("1");
    expect("[data-count='received']").toHaveCount(0);
    expect.verifySteps(["sound good", "sound repeated"]);
});

test("what was billed meanwhile stays; only the last good scan can be undone", async () => {
    answers.K1 = answer("billed", { box: BOX });
    onRpc("k2k.box", "undo_scan", () =>
        answer("not_undone", { message: "It is billed.", box: BOX })
    );
    await openAwb();
    await typeCode("K1");
    await contains(".o_k2k_undo").click();
    await animationFrame();
    expect(".o_k2k_result_message").toHaveText("It is billed.");
    expect("[data-count='billed'] b").toHaveText("1");
    await typeCode("A100");
    expect(".o_k2k_undo").toHaveCount(0);
    expect.verifySteps(["sound good", "sound refused", "sound refused"]);
});

test("without a line nothing is taken back, and the clerk is told", async () => {
    answers.K1 = answer("received", { box: BOX });
    await openAwb();
    await typeCode("K1");
    online = false;
    await contains(".o_k2k_undo").click();
    await animationFrame();
    expect(".o_notification").toHaveText(/No connection. Nothing was changed./);
    expect(".o_k2k_result").toHaveAttribute("data-result", "received");
    expect.verifySteps(["sound good"]);
});

test("the boxes still missing are one tap away and leave the list as they come", async () => {
    const missing = [
        { id: 11, code: "KS1000001", product: "Agapanthus", customer: "Palm Events" },
        { id: 12, code: "KS1000002", product: "Agapanthus", customer: "" },
    ];
    onRpc("k2k.awb", "scan_missing", ({ args: [ids] }) => {
        expect(ids).toEqual([1]);
        return { boxes: missing, more: 6 };
    });
    const awb = { id: 1, name: "729-1234-5675", pieces: 10, pieces_received: 3 };
    answers.KS1000001 = answer("received", { box: { ...BOX, state: "received" }, awb });
    await openAwb();
    expect(".o_k2k_show_missing").toHaveText(/8\s*missing/);
    await contains(".o_k2k_show_missing").click();
    await animationFrame();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["KS1000001", "KS1000002"]);
    expect(".o_k2k_missing").toHaveText(/and\s*6\s*more/);
    scanFast("KS1000001");
    await answered();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["KS1000002"]);
    expect(".o_k2k_show_missing").toHaveText(/7\s*missing/);
    await press("Escape");
    await animationFrame();
    expect(queryAllTexts(".o_k2k_row_code")).toEqual(["KS1000001"]);
    expect.verifySteps(["sound good"]);
});

test("boxes are scanned onto a delivery, another customer's is refused", async () => {
    const sent = [];
    const picking = { ...deliveries[0], pieces_received: 1 };
    onRpc("k2k.box", "ship", ({ args: [code], kwargs }) => {
        sent.push([code, kwargs.picking_id, kwargs.key.length]);
        return code === "K1"
            ? { result: "shipped", message: "", box: BOX, picking }
            : { result: "wrong_customer", message: "Rosa's.", box: BOX, picking };
    });
    onRpc("k2k.box", "ship_done", ({ args: [id] }) => {
        expect.step(`leaves ${id}`);
        return { ...picking, done: true };
    });
    await openScreen();
    await contains(".o_k2k_mode_ship").click();
    await animationFrame();
    expect(".o_k2k_awb").toHaveText(/Palm Events/);
    expect(".o_k2k_awb_expected").toHaveText(/1 not arrived yet/);
    await contains(".o_k2k_awb").click();
    await typeCode("K1");
    expect(".o_k2k_result").toHaveAttribute("data-tone", "good");
    expect(".o_k2k_progress").toHaveAttribute("aria-valuenow", "1");
    await typeCode("K2");
    expect(".o_k2k_result").toHaveAttribute("data-result", "wrong_customer");
    expect(".o_k2k_undo").toHaveCount(0);
    expect(sent).toEqual([
        ["K1", 31, 32],
        ["K2", 31, 32],
    ]);
    expect(calls).toEqual([]);
    await contains(".o_k2k_ship_done").click();
    await animationFrame();
    expect(".o_k2k_picker").toHaveCount(1);
    expect.verifySteps(["sound good", "sound refused", "leaves 31"]);
});

test("a scan sent again bears the same key", async () => {
    const keys = [];
    let failing = true;
    onRpc("k2k.box", "scan", ({ kwargs }) => {
        keys.push(kwargs.key);
        if (failing) {
            throw makeServerError({ errorName: "psycopg2.OperationalError" });
        }
        return answer("received");
    });
    await openAwb();
    scanFast("A100");
    await animationFrame();
    failing = false;
    await advanceTime(RETRY_DELAYS[0]);
    await answered();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect.verifySteps(["sound good"]);
});

test("a box of another warehouse is received here and sent on by one tap", async () => {
    const box = { ...BOX, warehouse: "Miami" };
    const awb = { id: 2, name: "145-8800-4421", pieces: 4, pieces_received: 0 };
    answers.KS1000001 = answer("other_location", { box, awb, message: "For Miami." });
    onRpc("k2k.box", "send_on", ({ args }) => {
        expect.step(`send on ${args}`);
        const message = "Put it with what goes to Miami: NOR/INT/00001";
        return answer("sent_on", { box, awb: { ...awb, pieces_received: 1 }, message });
    });
    await openAwb();
    await scanKeys("KS1000001");
    expect.verifySteps(["sound refused"]);
    expect(".o_k2k_send_on").toHaveText("Receive here, send to Miami");
    await contains(".o_k2k_send_on").click();
    await answered();
    expect.verifySteps(["send on 11,1", "sound good"]);
    expect(".o_k2k_result").toHaveAttribute("data-result", "sent_on");
    expect(".o_k2k_result_message").toHaveText(/NOR\/INT\/00001/);
    expect(".o_k2k_send_on").toHaveCount(0);
    expect(".o_k2k_row").toHaveCount(1);
    expect(".o_k2k_row").toHaveAttribute("data-result", "sent_on");
});

test("a box that can't be sent on stays refused, with the reason", async () => {
    answers.KS1000001 = answer("other_location", { box: { ...BOX, warehouse: "Miami" } });
    onRpc("k2k.box", "send_on", () => answer("not_sent_on", { message: "It is billed." }));
    await openAwb();
    await scanKeys("KS1000001");
    await contains(".o_k2k_send_on").click();
    await answered();
    expect(".o_k2k_result").toHaveAttribute("data-tone", "refused");
    expect(".o_k2k_result_message").toHaveText("It is billed.");
    expect(".o_k2k_row").toHaveAttribute("data-result", "other_location");
    expect.verifySteps(["sound refused", "sound refused"]);
});

test("where no AWB is chosen nobody knows where the box is", async () => {
    answers.KS1000001 = answer("other_location", { box: { ...BOX, warehouse: "Miami" } });
    await openScreen();
    await contains(".o_k2k_scan_anything").click();
    await scanKeys("KS1000001");
    expect(".o_k2k_send_on").toHaveCount(0);
    expect.verifySteps(["sound refused"]);
});
