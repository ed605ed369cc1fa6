import { IndexedDB } from "@web/core/utils/indexed_db";

const TABLE = "scans";

/** Another number would make core delete the database, and the scans in it. */
const VERSION = 1;

function settled(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/**
 * The scans that wait on this device, one row for each: two tabs of one browser
 * then never overwrite what the other one keeps.
 */
export class ScanStore {
    /** @param {string} name of the database: one for each user, or one sends the
     *   other's scans */
    constructor(name) {
        this.db = new IndexedDB(name, VERSION);
    }

    /** @returns {Promise<import("./scan_queue").Scan[]>} in no particular order */
    async load() {
        // Core makes the tables it has been asked for by name.
        await this.db.read(TABLE, "");
        return this._execute((table) => table.getAll(), "readonly");
    }

    /** @param {import("./scan_queue").Scan} scan */
    async put(scan) {
        await this.db.write(TABLE, scan.id, { ...scan });
    }

    /** @param {string} id */
    async remove(id) {
        await this._execute((table) => table.delete(id), "readwrite");
    }

    _execute(operation, mode) {
        return this.db.execute((db) => {
            if (!db) {
                throw new Error("The browser gives this page no database.");
            }
            return settled(operation(db.transaction(TABLE, mode).objectStore(TABLE)));
        });
    }
}
