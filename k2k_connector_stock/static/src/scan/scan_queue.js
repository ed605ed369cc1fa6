import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** Waits in ms before the first, second, … new try; the last one is repeated. */
export const RETRY_DELAYS = [1000, 2000, 4000, 8000, 15000];

/** Answered scans that are remembered for the list of the last scans. */
export const HISTORY_LIMIT = 100;

/** Result of a scan that reached the server and broke there: nothing is saved. */
export const FAILED = "failed";

/**
 * A key no other device makes. `crypto.randomUUID` would need https, which many
 * a warehouse network does not have.
 */
function makeKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The scans of this device on their way to the server: each one is sent once, one
 * after the other, in the order in which they were made. A scan leaves the queue
 * only when the server has answered it; as long as the server cannot be reached it
 * stays, and stays in the store, from where the next page load takes it up again.
 *
 * The queue knows neither the DOM nor Odoo's services. It tells the world by its
 * bus: "change" after anything changed, "answer" ({scan, answer}) for each answer.
 *
 * @typedef {{
 *  id: string;
 *  code: string;
 *  awbId: number | false;
 *  ship: boolean; // whether it goes on a delivery, not into the stock
 *  pickingId: number | false; // the delivery that was being loaded
 *  companyId: number | false;
 *  at: number; // ms since 1970, on the clock of the device
 *  seq: number; // tells two scans of one millisecond apart
 * }} Scan
 *
 * @typedef {{result: string; message: string; box: object | false;
 *  awb?: object | false; picking?: object | false;
 *  rack?: {id: number, name: string}}} Answer
 *
 * @typedef {{
 *  load: () => Promise<Scan[]>;
 *  put: (scan: Scan) => Promise<void>;
 *  remove: (id: string) => Promise<void>;
 * }} Store
 */
export class ScanQueue {
    /**
     * @param {Object} params
     * @param {(scan: Scan, rack: object | false) => Promise<Answer>} params.send
     * @param {Store} params.store
     * @param {(error: Error) => string | false} params.troubleOf names what keeps
     *  the scan from the server, for example "offline"; false when the server had
     *  it and failed
     * @param {(error: Error) => string} params.messageOf what to tell about a failure
     */
    constructor({ send, store, troubleOf, messageOf }) {
        this.send = send;
        this.store = store;
        this.troubleOf = troubleOf;
        this.messageOf = messageOf;
        this.bus = new EventBus();
        /** @type {Scan[]} not yet answered, oldest first */
        this.pending = [];
        /** @type {{scan: Scan, answer: Answer}[]} answered, newest first */
        this.history = [];
        /** @type {Object<string, number>} answers by result */
        this.counts = {};
        /** @type {string | false} why nothing can be sent at the moment */
        this.trouble = false;
        /** @type {{id: number, name: string} | false} where the boxes are put, as of
         *  the last label of a rack that was scanned */
        this.rack = false;
        /** Whether the store works: if not, pending scans die with the page. */
        this.persistent = true;
        this._seq = 0;
        this._tries = 0;
        this._restored = false;
        this._running = false;
        this._timer = null;
    }

    /**
     * Takes up, once, what an earlier page load left behind, before anything newer.
     */
    async restore() {
        if (this._restored) {
            return;
        }
        this._restored = true;
        let left;
        try {
            left = await this.store.load();
        } catch {
            this._forgetful();
            return;
        }
        const known = new Set(this.pending.map((scan) => scan.id));
        const restored = left
            .filter((scan) => !known.has(scan.id))
            .sort((a, b) => a.at - b.at || a.seq - b.seq);
        if (restored.length) {
            this.pending.unshift(...restored);
            this._changed();
            await this._run();
        }
    }

    /**
     * @param {string} code as it was read
     * @param {{awbId?: number | false, companyId?: number | false, ship?: boolean,
     *  pickingId?: number | false}} [where]
     * @returns {Scan | false} false when there was nothing to read
     */
    add(code, where = {}) {
        code = code.trim();
        if (!code) {
            return false;
        }
        const nowhere = { awbId: false, companyId: false, ship: false, pickingId: false };
        const scan = {
            ...nowhere,
            ...where,
            id: makeKey(),
            code,
            at: Date.now(),
            seq: ++this._seq,
        };
        this.pending.push(scan);
        this._keep(this.store.put(scan));
        this._changed();
        this._run();
        return scan;
    }

    /** Tries again at once, for example because the line is back. */
    retry() {
        return this._run();
    }

    /**
     * Sends a scan again on which the server had failed.
     *
     * @param {string} id
     */
    resend(id) {
        const entry = this.history.find((e) => e.scan.id === id);
        if (entry?.answer.result !== FAILED) {
            return;
        }
        // First into the queue, so that the store keeps it.
        this.pending.push(entry.scan);
        this._dropFailed((failed) => failed === entry);
        this._changed();
        this._run();
    }

    /** The last scan, if it can be taken back: newer ones must not be on their way. */
    get undoable() {
        const [last] = this.history;
        const good = ["received", "billed", "sent_on"].includes(last?.answer.result);
        return good && last.answer.box && !this.pending.length ? last : false;
    }

    /** @param {{id: number, name: string} | false} rack where the boxes are put */
    setRack(rack) {
        this.rack = rack;
        this._changed();
    }

    /**
     * @param {{scan: Scan, answer: Answer}} entry that the server has taken back
     * @param {Answer} answer of the server
     */
    replaceAnswer(entry, answer) {
        this._count(entry.answer.result, -1);
        entry.answer = answer;
        this._count(answer.result, 1);
        this._changed();
    }

    async _run() {
        if (this._running) {
            return;
        }
        this._running = true;
        browser.clearTimeout(this._timer);
        while (this.pending.length) {
            const scan = this.pending[0];
            let answer;
            try {
                answer = await this.send(scan, this.rack);
            } catch (error) {
                this.trouble = this.troubleOf(error);
                if (this.trouble) {
                    break;
                }
                const message = this.messageOf(error);
                answer = { result: FAILED, message, box: false, awb: false };
            }
            this.trouble = false;
            this._tries = 0;
            this._settle(scan, answer);
        }
        this._running = false;
        if (this.trouble) {
            const last = RETRY_DELAYS.length - 1;
            const delay = RETRY_DELAYS[Math.min(this._tries++, last)];
            this._timer = browser.setTimeout(() => this._run(), delay);
            this._changed();
        }
    }

    _settle(scan, answer) {
        this.pending.splice(this.pending.indexOf(scan), 1);
        if (answer.result !== FAILED) {
            this._keep(this.store.remove(scan.id));
            // The box was scanned again with success: nothing is left to repair.
            this._dropFailed((failed) => failed.scan.code === scan.code);
        }
        // Scans are sent one after the other: the boxes scanned after the rack go there.
        if (answer.rack) {
            this.rack = answer.rack;
        }
        const entry = { scan, answer };
        this.history = [entry, ...this.history].filter(
            (e, index) => index < HISTORY_LIMIT || e.answer.result === FAILED
        );
        this._count(answer.result, 1);
        this.bus.trigger("answer", entry);
        this._changed();
    }

    _dropFailed(condition) {
        const dropped = this.history.filter(
            (e) => e.answer.result === FAILED && condition(e)
        );
        for (const { scan } of dropped) {
            this._count(FAILED, -1);
            if (!this.pending.includes(scan)) {
                this._keep(this.store.remove(scan.id));
            }
        }
        this.history = this.history.filter((e) => !dropped.includes(e));
    }

    _count(result, by) {
        this.counts[result] = (this.counts[result] || 0) + by;
    }

    /** @param {Promise} writing a scan is sent whether or not it could be stored */
    _keep(writing) {
        writing.catch(() => this._forgetful());
    }

    _forgetful() {
        this.persistent = false;
        this._changed();
    }

    _changed() {
        this.bus.trigger("change");
    }
}
