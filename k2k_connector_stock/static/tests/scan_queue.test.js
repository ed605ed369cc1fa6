import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, Deferred, tick } from "@odoo/hoot-mock";
import {
    FAILED,
    HISTORY_LIMIT,
    RETRY_DELAYS,
    ScanQueue,
} from "@k2k_connector_stock/scan/scan_queue";

describe.current.tags("headless");

/** In ms. */
const MARGIN = 500;

class LineDown extends Error {}

/** A store in memory, with what an earlier page load left in it. */
class MemoryStore {
    constructor(left = []) {
        this.rows = new Map(left.map((scan) => [scan.id, scan]));
    }

    async load() {
        return [...this.rows.values()];
    }

    async put(scan) {
        this.rows.set(scan.id, scan);
    }

    async remove(id) {
        this.rows.delete(id);
    }

    get codes() {
        return [...this.rows.values()].map((scan) => scan.code);
    }
}

/** A server that answers when the test says so, or at once. */
class Server {
    constructor() {
        this.calls = [];
        this.answering = true;
        this.send = async (scan, rack) => {
            const call = {
                code: scan.code,
                awbId: scan.awbId,
                rack,
                answer: new Deferred(),
            };
            this.calls.push(call);
            if (this.answering) {
                this.reply(call);
            }
            return call.answer;
        };
    }

    reply(call, result = "received") {
        call.answer.resolve({ result, message: "", box: false, awb: false });
    }

    get codes() {
        return this.calls.map((call) => call.code);
    }
}

function makeQueue({ store = new MemoryStore(), server = new Server(), send } = {}) {
    const queue = new ScanQueue({
        send: send || server.send,
        store,
        troubleOf: (error) => error instanceof LineDown && "offline",
        messageOf: (error) => error.message,
    });
    return { queue, store, server };
}

function codesOf(entries) {
    return entries.map((entry) => (entry.scan || entry).code);
}

async function settle() {
    for (let i = 0; i < 10; i++) {
        await tick();
    }
}

test("scans faster than the server are sent one by one, in order, once", async () => {
    const { queue, server, store } = makeQueue();
    server.answering = false;
    for (const code of ["A1", "B2", "C3"]) {
        queue.add(code, { awbId: 7 });
    }
    await settle();
    expect(server.codes).toEqual(["A1"]);
    expect(codesOf(queue.pending)).toEqual(["A1", "B2", "C3"]);
    expect(store.codes).toEqual(["A1", "B2", "C3"]);

    server.reply(server.calls[0]);
    await settle();
    expect(server.codes).toEqual(["A1", "B2"]);
    expect(codesOf(queue.pending)).toEqual(["B2", "C3"]);

    server.reply(server.calls[1], "already");
    await settle();
    server.reply(server.calls[2], "unknown");
    await settle();
    expect(server.codes).toEqual(["A1", "B2", "C3"]);
    expect(server.calls.map((call) => call.awbId)).toEqual([7, 7, 7]);
    expect(queue.pending).toEqual([]);
    expect(store.codes).toEqual([]);
    expect(codesOf(queue.history)).toEqual(["C3", "B2", "A1"]);
    expect(queue.counts).toEqual({ received: 1, already: 1, unknown: 1 });
});

test("boxes scanned after a rack go there, before it is answered already", async () => {
    const server = new Server();
    server.answering = false;
    const { queue } = makeQueue({ server });
    for (const code of ["K1", "A-07", "K2"]) {
        queue.add(code);
    }
    await settle();
    server.reply(server.calls[0]);
    await settle();
    const rack = { id: 5, name: "A-07" };
    server.calls[1].answer.resolve({ result: "rack", message: "", box: false, rack });
    await settle();
    server.reply(server.calls[2]);
    await settle();
    expect(server.calls.map((call) => call.rack)).toEqual([false, false, rack]);
    queue.setRack(false);
    server.answering = true;
    queue.add("K3");
    await settle();
    expect(server.calls[3].rack).toBe(false);
});

test("the same code scanned twice is two scans", async () => {
    const { queue, server } = makeQueue();
    const first = queue.add("A1");
    const second = queue.add(" A1 ");
    await settle();
    expect(server.codes).toEqual(["A1", "A1"]);
    expect(first.id).not.toBe(second.id);
});

test("nothing read is nothing scanned", async () => {
    const { queue, server } = makeQueue();
    expect(queue.add("   ")).toBe(false);
    await settle();
    expect(server.calls).toHaveLength(0);
});

test("each answer is told once", async () => {
    const { queue } = makeQueue();
    queue.bus.addEventListener("answer", ({ detail }) =>
        expect.step(`${detail.scan.code} ${detail.answer.result}`)
    );
    queue.add("A1");
    queue.add("B2");
    await settle();
    expect.verifySteps(["A1 received", "B2 received"]);
});

test("without a line the scans wait, and go out in order when it is back", async () => {
    let online = false;
    const server = new Server();
    let tries = 0;
    const { queue, store } = makeQueue({
        send: (scan) => {
            tries++;
            return online ? server.send(scan) : Promise.reject(new LineDown());
        },
    });
    queue.add("A1");
    queue.add("B2");
    await settle();
    expect(queue.trouble).toBe("offline");
    expect(codesOf(queue.pending)).toEqual(["A1", "B2"]);
    queue.add("C3");
    await settle();
    expect(codesOf(queue.pending)).toEqual(["A1", "B2", "C3"]);
    expect(store.codes).toEqual(["A1", "B2", "C3"]);
    expect(queue.history).toEqual([]);

    const before = tries;
    await advanceTime(RETRY_DELAYS.at(-1));
    expect(tries).toBeGreaterThan(before);
    expect(queue.trouble).toBe("offline");

    online = true;
    await advanceTime(RETRY_DELAYS.at(-1));
    await settle();
    expect(queue.trouble).toBe(false);
    expect(queue.pending).toEqual([]);
    expect(server.codes).toEqual(["A1", "B2", "C3"]);
    expect(store.codes).toEqual([]);
});

test("the waits between tries grow, and start anew after an answer", async () => {
    let online = false;
    let tries = 0;
    const { queue } = makeQueue({
        send: async () => {
            tries++;
            if (!online) {
                throw new LineDown();
            }
            return { result: "received", message: "", box: false, awb: false };
        },
    });
    queue.add("A1");
    await settle();
    let expected = 1;
    for (const delay of [...RETRY_DELAYS, RETRY_DELAYS.at(-1)]) {
        expect(tries).toBe(expected++);
        // Not too early; the clock of the tests also runs by itself.
        await advanceTime(delay - MARGIN);
        expect(tries).toBe(expected - 1);
        await advanceTime(MARGIN);
    }
    online = true;
    await queue.retry();
    online = false;
    tries = 0;
    queue.add("B2");
    await settle();
    expect(tries).toBe(1);
    await advanceTime(RETRY_DELAYS[0]);
    expect(tries).toBe(2);
});

test("a line that returns is used at once", async () => {
    let online = false;
    const server = new Server();
    const { queue } = makeQueue({
        send: (scan) => (online ? server.send(scan) : Promise.reject(new LineDown())),
    });
    queue.add("A1");
    await settle();
    online = true;
    await queue.retry();
    expect(server.codes).toEqual(["A1"]);
    await advanceTime(60000);
    expect(server.codes).toEqual(["A1"]);
});

test("a try while a scan is under way sends nothing twice", async () => {
    const { queue, server } = makeQueue();
    server.answering = false;
    queue.add("A1");
    queue.retry();
    queue.retry();
    await settle();
    expect(server.codes).toEqual(["A1"]);
});

test("an answer lost on the way: the scan is sent again", async () => {
    const lost = [new LineDown()];
    const server = new Server();
    const { queue } = makeQueue({
        send: async (scan) => {
            const answer = await server.send(scan);
            if (lost.length) {
                throw lost.pop();
            }
            return answer;
        },
    });
    queue.add("A1");
    queue.add("B2");
    await settle();
    await queue.retry();
    expect(server.codes).toEqual(["A1", "A1", "B2"]);
    expect(codesOf(queue.history)).toEqual(["B2", "A1"]);
});

test("a scan on which the server fails stops nobody and is not lost", async () => {
    let healthy = false;
    const server = new Server();
    const { queue, store } = makeQueue({
        send: (scan) =>
            scan.code === "A1" && !healthy
                ? Promise.reject(new Error("Division by zero"))
                : server.send(scan),
    });
    const scan = queue.add("A1");
    queue.add("B2");
    await settle();
    expect(codesOf(queue.history)).toEqual(["B2", "A1"]);
    expect(queue.history[1].answer).toEqual({
        result: FAILED,
        message: "Division by zero",
        box: false,
        awb: false,
    });
    expect(queue.counts).toEqual({ [FAILED]: 1, received: 1 });
    expect(store.codes).toEqual(["A1"]);

    healthy = true;
    queue.resend(scan.id);
    queue.resend(scan.id);
    expect(store.codes).toEqual(["A1"]);
    await settle();
    expect(server.codes).toEqual(["B2", "A1"]);
    expect(codesOf(queue.history)).toEqual(["A1", "B2"]);
    expect(queue.counts).toEqual({ [FAILED]: 0, received: 2 });
    expect(store.codes).toEqual([]);
});

test("scanning the box again repairs a failed scan", async () => {
    let healthy = false;
    const server = new Server();
    const { queue, store } = makeQueue({
        send: (scan) =>
            healthy ? server.send(scan) : Promise.reject(new Error("Out of order")),
    });
    queue.add("A1");
    await settle();
    expect(store.codes).toEqual(["A1"]);
    healthy = true;
    queue.add("A1");
    await settle();
    expect(queue.history.map((entry) => entry.answer.result)).toEqual(["received"]);
    expect(queue.counts[FAILED]).toBe(0);
    expect(store.codes).toEqual([]);
});

const LEFT = [
    { id: "b", code: "B2", awbId: 3, companyId: 1, at: 20, seq: 2 },
    { id: "c", code: "C3", awbId: 3, companyId: 1, at: 20, seq: 3 },
    { id: "a", code: "A1", awbId: 3, companyId: 1, at: 10, seq: 9 },
];

test("what an earlier page load left is sent first, in its order", async () => {
    const { queue, server, store } = makeQueue({ store: new MemoryStore(LEFT) });
    const restored = queue.restore();
    expect(server.codes).toEqual([]);
    await restored;
    queue.add("D4");
    await settle();
    expect(server.codes).toEqual(["A1", "B2", "C3", "D4"]);
    expect(store.codes).toEqual([]);
});

test("a scan made while the store is read is neither lost nor doubled", async () => {
    const { queue, server, store } = makeQueue({ store: new MemoryStore(LEFT) });
    server.answering = false;
    queue.restore();
    // It comes into the store before that is read, and is sent before it was read.
    queue.add("D4");
    await settle();
    expect(codesOf(queue.pending)).toEqual(["A1", "B2", "C3", "D4"]);
    while (server.calls.length < 4) {
        server.reply(server.calls.at(-1));
        await settle();
    }
    server.reply(server.calls.at(-1));
    await settle();
    expect(server.codes).toEqual(["D4", "A1", "B2", "C3"]);
    expect(queue.pending).toEqual([]);
    expect(store.codes).toEqual([]);
});

test("without a store the scans are sent all the same, and the clerk is told", async () => {
    const broken = () => Promise.reject(new Error("no space left"));
    const store = { load: broken, put: broken, remove: broken };
    const { queue, server } = makeQueue({ store });
    expect(queue.persistent).toBe(true);
    await queue.restore();
    queue.add("A1");
    await settle();
    expect(server.codes).toEqual(["A1"]);
    expect(queue.persistent).toBe(false);
});

test("the history forgets old answers, but no failed scan", async () => {
    const { queue, store } = makeQueue({
        send: async (scan) => {
            if (scan.code === "BAD") {
                throw new Error("Out of order");
            }
            return { result: "received", message: "", box: false, awb: false };
        },
    });
    queue.add("BAD");
    for (let i = 0; i < HISTORY_LIMIT + 10; i++) {
        queue.add(`K${i}`);
    }
    while (queue.pending.length) {
        await settle();
    }
    expect(queue.history).toHaveLength(HISTORY_LIMIT + 1);
    expect(queue.history[0].scan.code).toBe(`K${HISTORY_LIMIT + 9}`);
    expect(queue.history.at(-1).scan.code).toBe("BAD");
    expect(queue.counts).toEqual({ [FAILED]: 1, received: HISTORY_LIMIT + 10 });
    expect(store.codes).toEqual(["BAD"]);
});
