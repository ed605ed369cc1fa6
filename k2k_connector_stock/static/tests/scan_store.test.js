import { after, describe, expect, test } from "@odoo/hoot";
import { _OriginalIndexedDB } from "@web/core/utils/indexed_db";
import { ScanStore } from "@k2k_connector_stock/scan/scan_store";

describe.current.tags("headless");

const NAME = "k2k_scan_unit_test";

/** Another tab, or the page after a reload: all of them see one database. */
function openStore() {
    const store = new ScanStore(NAME);
    // Core's tests replace the database of the browser: here it is the real one.
    store.db = new _OriginalIndexedDB(NAME, 1);
    return store;
}

function makeScan(id, values = {}) {
    return { id, code: id.toUpperCase(), awbId: false, companyId: 1, at: 1, ...values };
}

async function idsOf(store) {
    return (await store.load()).map((scan) => scan.id).sort();
}

test("scans survive the page that made them", async () => {
    after(() => openStore().db.deleteDatabase());
    const store = openStore();
    expect(await idsOf(store)).toEqual([]);
    await store.put(makeScan("a1", { awbId: 5, at: 12, seq: 3 }));
    await store.put(makeScan("b2"));

    const reloaded = openStore();
    expect(await idsOf(reloaded)).toEqual(["a1", "b2"]);
    expect((await reloaded.load()).find((scan) => scan.id === "a1")).toEqual(
        makeScan("a1", { awbId: 5, at: 12, seq: 3 })
    );
    await reloaded.remove("a1");
    await reloaded.remove("never there");
    expect(await idsOf(openStore())).toEqual(["b2"]);
});

test("two tabs do not overwrite each other", async () => {
    after(() => openStore().db.deleteDatabase());
    const here = openStore();
    const there = openStore();
    await Promise.all([
        here.put(makeScan("a1")),
        there.put(makeScan("b2")),
        here.put(makeScan("c3")),
        there.put(makeScan("d4")),
    ]);
    await here.remove("c3");
    expect(await idsOf(here)).toEqual(["a1", "b2", "d4"]);
    expect(await idsOf(there)).toEqual(["a1", "b2", "d4"]);
});

test("a removal that overtakes nothing: the same order as the calls", async () => {
    after(() => openStore().db.deleteDatabase());
    const store = openStore();
    // The queue does not wait for the one before it calls the other.
    store.put(makeScan("a1"));
    await store.remove("a1");
    expect(await idsOf(store)).toEqual([]);
});
