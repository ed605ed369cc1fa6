import { session } from "@web/session";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConnectionAbortedError, ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { ScanQueue } from "./scan_queue";
import { ScanStore } from "./scan_store";

/** A scan without an answer after so many ms counts as a lost connection. */
export const SEND_TIMEOUT = 20000;

const LOGGED_OUT = ["odoo.http.SessionExpiredException"];

/** The database could not do it now, although nothing is wrong with the scan. */
const BUSY = [
    "psycopg2.OperationalError",
    "psycopg2.InterfaceError",
    "psycopg2.errors.DeadlockDetected",
    "psycopg2.errors.LockNotAvailable",
    "psycopg2.errors.SerializationFailure",
];

/**
 * @param {Error} error of an RPC
 * @returns {"offline" | "logged_out" | "busy" | false} false when the server had
 *  the scan and failed on it
 */
export function troubleOf(error) {
    if (error instanceof ConnectionLostError || error instanceof ConnectionAbortedError) {
        return "offline";
    }
    if (LOGGED_OUT.includes(error.exceptionName)) {
        return "logged_out";
    }
    return BUSY.includes(error.exceptionName) && "busy";
}

/**
 * @param {Error} error of an RPC
 * @returns {string} for the clerk: core's own message says only "Odoo Server Error"
 */
export function messageOf(error) {
    return error.data?.message || error.message || _t("The server reported an error.");
}

function sendScan(orm, scan, rack) {
    const context = scan.companyId ? { allowed_company_ids: [scan.companyId] } : {};
    // The key makes sending the same scan again a question, not a second scan.
    const call = scan.ship
        ? orm.silent.call("k2k.box", "ship", [scan.code], {
              picking_id: scan.pickingId,
              key: scan.id,
              context,
          })
        : orm.silent.call("k2k.box", "scan", [scan.code], {
              awb_id: scan.awbId,
              key: scan.id,
              location_id: rack && rack.id,
              context,
          });
    const timer = browser.setTimeout(() => call.abort(), SEND_TIMEOUT);
    return call.finally(() => browser.clearTimeout(timer));
}

/**
 * Holds the one queue of the page. It outlives the scan screen, so that leaving
 * the screen does not leave scans unsent.
 */
export const scanQueueService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        let queue;
        function makeQueue() {
            queue = new ScanQueue({
                send: (scan, rack) => sendScan(orm, scan, rack),
                store: new ScanStore(`k2k_scan_${session.db}_${user.userId}`),
                troubleOf,
                messageOf,
            });
            browser.addEventListener("online", () => queue.retry());
            return queue;
        }
        return {
            /** Made at first use: nobody else's pages open a database for it. */
            get queue() {
                return queue || makeQueue();
            },
        };
    },
};

registry.category("services").add("k2k_connector_stock.scan_queue", scanQueueService);
