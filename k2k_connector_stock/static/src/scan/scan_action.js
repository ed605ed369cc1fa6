import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {
    BarcodeVideoScanner,
    isBarcodeScannerSupported,
} from "@web/core/barcode/barcode_video_scanner";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AwbPicker, findAwbs, plain } from "./awb_picker";
import { AwbProgress } from "./awb_progress";
import { MissingBoxes } from "./missing_boxes";
import { ResultPanel } from "./result_panel";
import { ScanHistory } from "./scan_history";
import { lookOf } from "./scan_results";
import { messageOf } from "./scan_queue_service";
import { ScanSounds } from "./scan_sounds";

/** Where a page load finds the AWB that was being scanned before it. */
const AWB_KEY = "k2k_connector_stock.scan.awb";

/** The same for a delivery that was being loaded. */
const PICKING_KEY = "k2k_connector_stock.scan.picking";

/** The same for the rack where the boxes are put. */
const RACK_KEY = "k2k_connector_stock.scan.rack";

/** Pause in ms of the camera after it read a label. */
const CAMERA_PAUSE = 1000;

/** A label that stays before the camera is one scan: it counts anew after so many ms. */
const CAMERA_FORGETS = 4000;

/** A delivery in the words of the list of AWBs. */
function asDelivery({ customer, date, ...delivery }) {
    return { ...delivery, vendor: customer, arrival_date: date };
}

/**
 * The scan screen. It shows either the open AWBs or the scanning itself, of one AWB
 * or of whatever comes; or the deliveries and what is loaded on them. What is scanned goes to the scan queue, which outlives this
 * screen; the screen shows the queue and answers with colour, sound and vibration.
 */
export class ScanAction extends Component {
    static template = "k2k_connector_stock.ScanAction";
    static components = {
        AwbPicker,
        AwbProgress,
        BarcodeVideoScanner,
        MissingBoxes,
        ResultPanel,
        ScanHistory,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.queue = useService("k2k_connector_stock.scan_queue").queue;
        this.codeField = useRef("code");
        this.sounds = new ScanSounds();
        this.hasCamera = isBarcodeScannerSupported();
        this.cameraSaw = { code: "", at: 0 };
        this.state = useState({
            scanning: false, // false: the list of AWBs is shown
            shipping: false, // boxes leave on deliveries instead of arriving
            awbs: [],
            deliveries: [],
            loading: false,
            listOffline: false,
            awbId: false, // the AWB that the clerk chose
            lastAwbId: false, // the AWB of the last answer
            pickingId: false, // the delivery that the clerk chose
            lastPickingId: false,
            missing: false, // {boxes, more}: what the AWB still lacks, if shown
            busy: false, // something is asked that must not be asked twice
            entry: false, // the answer on the panel
            search: "",
            code: "",
            camera: false,
            filter: false,
        });
        useBus(this.queue.bus, "change", this.onQueueChange);
        useBus(this.queue.bus, "answer", ({ detail }) => this.onAnswer(detail));
        useBus(useService("barcode").bus, "barcode_scanned", ({ detail }) =>
            this.onBarcode(detail.barcode)
        );
        useExternalListener(window, "online", this.reloadMissedAwbs);
        useHotkey("escape", () => this.onEscape(), { bypassEditableProtection: true });
        onWillStart(async () => {
            await this.loadAwbs();
            await this.resume();
        });
        // Not earlier: now there is somebody to hear the answers.
        onMounted(() => this.queue.restore());
        onWillUnmount(() => this.sounds.close());
    }

    // ------------------------------------------------------------------ AWBs

    /** The AWB, or the delivery, of the progress bar. */
    get awb() {
        if (this.state.shipping) {
            const id = this.state.pickingId || this.state.lastPickingId;
            return this.state.deliveries.find((delivery) => delivery.id === id);
        }
        const id = this.state.awbId || this.state.lastAwbId;
        return this.state.awbs.find((awb) => awb.id === id);
    }

    get chosenAwb() {
        if (this.state.shipping) {
            const id = this.state.pickingId;
            return this.state.deliveries.find((delivery) => delivery.id === id);
        }
        return this.state.awbs.find((awb) => awb.id === this.state.awbId);
    }

    /** Complete ones last: nothing is left to scan there. */
    get openAwbs() {
        const isComplete = (awb) => awb.pieces_received >= awb.pieces;
        const { awbs, deliveries, shipping } = this.state;
        const shown = shipping ? deliveries : awbs;
        return [
            ...shown.filter((awb) => !isComplete(awb)),
            ...shown.filter(isComplete),
        ];
    }

    async loadAwbs() {
        this.state.loading = true;
        try {
            if (this.state.shipping) {
                const deliveries = await this.orm.silent.call("k2k.box", "ship_list", []);
                this.state.deliveries = deliveries.map(asDelivery);
            } else {
                this.state.awbs = await this.orm.silent.call("k2k.awb", "scan_list", []);
            }
            this.state.listOffline = false;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.listOffline = true;
        } finally {
            this.state.loading = false;
        }
    }

    /** The line is back: the list that could not be loaded can. */
    reloadMissedAwbs() {
        if (this.state.listOffline && !this.state.loading) {
            this.loadAwbs();
        }
    }

    /** Goes on with the AWB that the action names, or that a reload interrupted. */
    async resume() {
        const pickingId = Number(browser.sessionStorage.getItem(PICKING_KEY));
        if (pickingId && !this.props.action.params?.awb_id) {
            await this.onShipping(true);
            if (this.state.deliveries.some(({ id }) => id === pickingId)) {
                this.startScanning(pickingId);
            }
            return;
        }
        const rack = browser.sessionStorage.getItem(RACK_KEY);
        this.useRack(rack ? JSON.parse(rack) : false);
        const id =
            this.props.action.params?.awb_id ||
            Number(browser.sessionStorage.getItem(AWB_KEY));
        if (this.state.awbs.some((awb) => awb.id === id)) {
            this.startScanning(id);
        }
    }

    /** @param {{id: number, name: string} | false} rack where the boxes are put */
    useRack(rack) {
        browser.sessionStorage.setItem(RACK_KEY, rack ? JSON.stringify(rack) : "");
        this.queue.setRack(rack);
    }

    /** @param {boolean} shipping whether boxes leave, instead of arriving */
    async onShipping(shipping) {
        if (shipping !== this.state.shipping) {
            Object.assign(this.state, { shipping, search: "" });
            await this.loadAwbs();
        }
    }

    /** @param {number | false} id of the AWB or delivery, false to scan anything */
    startScanning(id) {
        const { shipping } = this.state;
        browser.sessionStorage.setItem(shipping ? PICKING_KEY : AWB_KEY, id || "");
        Object.assign(this.state, {
            scanning: true,
            awbId: shipping ? false : id,
            pickingId: shipping ? id : false,
            lastAwbId: false,
            lastPickingId: false,
            entry: false,
            filter: false,
            missing: false,
            search: "",
        });
    }

    showAwbs() {
        browser.sessionStorage.removeItem(AWB_KEY);
        browser.sessionStorage.removeItem(PICKING_KEY);
        Object.assign(this.state, {
            scanning: false,
            awbId: false,
            pickingId: false,
            camera: false,
            missing: false,
        });
        this.loadAwbs();
    }

    /** Leaves the screen: what was scanned is complete, invoices may go out. */
    exit() {
        this.endSession();
        this.useRack(false);
        if (this.env.config.breadcrumbs.length > 1) {
            return this.env.config.historyBack();
        }
        return this.action.doAction("k2k_connector_stock.action_k2k_awb", {
            clearBreadcrumbs: true,
        });
    }

    async endSession() {
        try {
            await this.orm.silent.call("k2k.scan.session", "end_mine", []);
        } catch (error) {
            // The server ends it by itself after some hours.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    // --------------------------------------------------------------- missing

    /** How many boxes the AWB of the bar still lacks. */
    get missingCount() {
        return this.awb ? Math.max(this.awb.pieces - this.awb.pieces_received, 0) : 0;
    }

    async toggleMissing() {
        if (this.state.missing) {
            this.state.missing = false;
            return;
        }
        await this.ask(async () => {
            const ids = [this.awb.id];
            this.state.missing = await this.orm.silent.call("k2k.awb", "scan_missing", [
                ids,
            ]);
        });
    }

    /** What has just come in is not missing any more, and the other way round. */
    updateMissing() {
        const box = this.state.entry?.answer.box;
        if (this.state.missing && box && ["received", "billed"].includes(box.state)) {
            const { boxes, more } = this.state.missing;
            this.state.missing = { boxes: boxes.filter(({ id }) => id !== box.id), more };
        }
    }

    // ------------------------------------------------------------------ undo

    /** @param {{scan: object, answer: object}} entry the last scan */
    async undo(entry) {
        await this.ask(async () => {
            const answer = await this.orm.silent.call("k2k.box", "undo_scan", [
                entry.answer.box.id,
            ]);
            if (answer.result === "undone") {
                this.queue.replaceAnswer(entry, answer);
            }
            this.showAnswer({ scan: entry.scan, answer });
        });
    }

    // --------------------------------------------------------- other warehouse

    /** @param {{scan: object, answer: object}} entry of a box of another warehouse */
    async sendOn(entry) {
        await this.ask(async () => {
            const answer = await this.orm.silent.call("k2k.box", "send_on", [
                entry.answer.box.id,
                entry.scan.awbId,
            ]);
            if (answer.result !== "not_sent_on") {
                this.queue.replaceAnswer(entry, answer);
            }
            this.showAnswer({ scan: entry.scan, answer });
        });
    }

    async shipDone() {
        await this.ask(async () => {
            const delivery = await this.orm.silent.call("k2k.box", "ship_done", [
                this.awb.id,
            ]);
            this.notification.add(_t("%s has left.", delivery.name), { type: "success" });
            this.showAwbs();
        });
    }

    /** Asks the server something that, other than a scan, does not wait for the line. */
    async ask(question) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await question();
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.notification.add(_t("No connection. Nothing was changed."), {
                    type: "warning",
                });
            } else {
                this.notification.add(messageOf(error), { type: "danger" });
            }
        } finally {
            this.state.busy = false;
        }
    }

    // ----------------------------------------------------------------- scans

    /** @param {string} code as it was read or typed */
    scan(code) {
        if (!code.trim()) {
            return;
        }
        if (!this.state.scanning) {
            this.startScanning(false);
        }
        this.queue.add(code, {
            awbId: this.state.awbId,
            ship: this.state.shipping,
            pickingId: this.state.pickingId,
            companyId: user.activeCompany.id,
        });
    }

    /** @param {string} barcode of a scanner, typed into nothing */
    onBarcode(barcode) {
        if (!this.state.scanning) {
            const awb = this.awbNamed(barcode);
            if (awb) {
                return this.startScanning(awb.id);
            }
        }
        this.scan(barcode);
    }

    awbNamed(text) {
        return this.openAwbs.find((awb) => plain(awb.name) === plain(text));
    }

    onSubmitCode() {
        const field = this.codeField.el;
        const code = field.value;
        // A scanner can type and send within one frame: the field was then never
        // rendered with the code, so rendering would not clear it.
        field.value = "";
        this.state.code = "";
        // Without the focus the field leaves the next keys to the barcode service,
        // which also knows scanners that end with nothing, and the keyboard goes.
        field.blur();
        this.scan(code);
    }

    /** Some scanners end with a tab, which would carry the focus away. */
    onCodeKeydown(ev) {
        if (ev.key === "Tab" && !ev.shiftKey && ev.target.value.trim()) {
            ev.preventDefault();
            this.onSubmitCode();
        }
    }

    onSubmitSearch() {
        const text = this.state.search;
        const found = findAwbs(this.openAwbs, text);
        const awb = this.awbNamed(text) || (found.length === 1 && found[0]);
        if (awb && text.trim()) {
            this.startScanning(awb.id);
        } else if (!found.length) {
            // A scanner types into the field that has the focus.
            this.scan(text);
        }
    }

    onQueueChange() {
        // The queue is no part of the state: its lists are shown as they are.
        this.render(true);
    }

    /** @param {{scan: object, answer: object}} entry */
    onAnswer(entry) {
        this.reloadMissedAwbs();
        this.showAnswer(entry);
    }

    showAnswer(entry) {
        this.sounds.play(lookOf(entry.answer.result).tone);
        this.state.entry = entry;
        const { awb, picking, rack } = entry.answer;
        if (rack) {
            this.useRack(rack);
        }
        if (awb) {
            this.state.lastAwbId = awb.id;
            this.update(this.state.awbs, awb);
        }
        if (picking) {
            this.state.lastPickingId = picking.id;
            this.update(this.state.deliveries, asDelivery(picking));
        }
        this.updateMissing();
    }

    /** @param {object[]} list of AWBs or of deliveries */
    update(list, values) {
        const known = list.find(({ id }) => id === values.id);
        if (known) {
            Object.assign(known, values);
        } else {
            list.push({ vendor: "", arrival_date: false, ...values });
        }
    }

    onFilter(result) {
        this.state.filter = this.state.filter === result ? false : result;
    }

    logIn() {
        browser.location.reload();
    }

    // -------------------------------------------------------- camera and keys

    onCameraCode(code) {
        const now = Date.now();
        const isSame = this.cameraSaw.code === code;
        const isRecent = now - this.cameraSaw.at < CAMERA_FORGETS;
        this.cameraSaw = { code, at: now };
        if (!isSame || !isRecent) {
            this.scan(code);
        }
    }

    onCameraError(error) {
        this.state.camera = false;
        this.notification.add(error.message, { type: "warning" });
    }

    get backLabel() {
        return this.state.shipping ? _t("Back to the deliveries") : _t("Back to the AWBs");
    }

    get cameraPause() {
        return CAMERA_PAUSE;
    }

    /**
     * A tapped button gives the focus away: otherwise a blank in the next scanned
     * code would press it again. Whoever uses the keyboard (detail 0) keeps it.
     */
    onClick(ev) {
        if (ev.detail) {
            ev.target.closest("button")?.blur();
        }
    }

    onEscape() {
        if (!this.state.scanning) {
            this.state.search = "";
        } else if (this.state.code) {
            this.state.code = "";
        } else if (this.state.camera) {
            this.state.camera = false;
        } else if (this.state.missing) {
            this.state.missing = false;
        } else {
            this.showAwbs();
        }
    }
}

registry.category("actions").add("k2k_connector_stock.scan", ScanAction);
