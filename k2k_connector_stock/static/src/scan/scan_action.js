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
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AwbPicker, findAwbs, plain } from "./awb_picker";
import { AwbProgress } from "./awb_progress";
import { ResultPanel } from "./result_panel";
import { ScanHistory } from "./scan_history";
import { lookOf } from "./scan_results";
import { ScanSounds } from "./scan_sounds";

const AWB_FIELDS = [
    "name",
    "partner_id",
    "ship_date",
    "arrival_date",
    "pieces",
    "pieces_received",
];

/** Where a page load finds the AWB that was being scanned before it. */
const AWB_KEY = "k2k_connector_stock.scan.awb";

/** Pause in ms of the camera after it read a label. */
const CAMERA_PAUSE = 1000;

/** A label that stays before the camera is one scan: it counts anew after so many ms. */
const CAMERA_FORGETS = 4000;

/**
 * The scan screen. It shows either the open AWBs or the scanning itself, of one AWB
 * or of whatever comes. What is scanned goes to the scan queue, which outlives this
 * screen; the screen shows the queue and answers with colour, sound and vibration.
 */
export class ScanAction extends Component {
    static template = "k2k_connector_stock.ScanAction";
    static components = {
        AwbPicker,
        AwbProgress,
        BarcodeVideoScanner,
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
            awbs: [],
            loading: false,
            listOffline: false,
            awbId: false, // the AWB that the clerk chose
            lastAwbId: false, // the AWB of the last answer
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
            this.resume();
        });
        // Not earlier: now there is somebody to hear the answers.
        onMounted(() => this.queue.restore());
        onWillUnmount(() => this.sounds.close());
    }

    // ------------------------------------------------------------------ AWBs

    /** The AWB of the progress bar. */
    get awb() {
        const id = this.state.awbId || this.state.lastAwbId;
        return this.state.awbs.find((awb) => awb.id === id);
    }

    get chosenAwb() {
        return this.state.awbs.find((awb) => awb.id === this.state.awbId);
    }

    /** Complete ones last: nothing is left to scan there. */
    get openAwbs() {
        const isComplete = (awb) => awb.pieces_received >= awb.pieces;
        return [
            ...this.state.awbs.filter((awb) => !isComplete(awb)),
            ...this.state.awbs.filter(isComplete),
        ];
    }

    async loadAwbs() {
        this.state.loading = true;
        try {
            const awbs = await this.orm.silent.searchRead(
                "k2k.awb",
                [["state", "=", "open"]],
                AWB_FIELDS,
                { order: "arrival_date, name, id" }
            );
            this.state.awbs = awbs.map((awb) => ({
                ...awb,
                vendor: awb.partner_id ? awb.partner_id[1] : "",
            }));
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
    resume() {
        const id =
            this.props.action.params?.awb_id ||
            Number(browser.sessionStorage.getItem(AWB_KEY));
        if (this.state.awbs.some((awb) => awb.id === id)) {
            this.startScanning(id);
        }
    }

    /** @param {number | false} awbId false to scan anything */
    startScanning(awbId) {
        browser.sessionStorage.setItem(AWB_KEY, awbId || "");
        Object.assign(this.state, {
            scanning: true,
            awbId,
            lastAwbId: false,
            entry: false,
            filter: false,
            search: "",
        });
    }

    showAwbs() {
        browser.sessionStorage.removeItem(AWB_KEY);
        Object.assign(this.state, { scanning: false, awbId: false, camera: false });
        this.loadAwbs();
    }

    exit() {
        if (this.env.config.breadcrumbs.length > 1) {
            return this.env.config.historyBack();
        }
        return this.action.doAction("k2k_connector_stock.action_k2k_awb", {
            clearBreadcrumbs: true,
        });
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
        return this.state.awbs.find((awb) => plain(awb.name) === plain(text));
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
        this.sounds.play(lookOf(entry.answer.result).tone);
        this.state.entry = entry;
        this.reloadMissedAwbs();
        if (entry.answer.awb) {
            this.state.lastAwbId = entry.answer.awb.id;
            this.updateAwb(entry.answer.awb);
        }
    }

    updateAwb(values) {
        const awb = this.state.awbs.find(({ id }) => id === values.id);
        if (awb) {
            Object.assign(awb, values);
        } else {
            this.state.awbs.push({ vendor: "", arrival_date: false, ...values });
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
        } else {
            this.showAwbs();
        }
    }
}

registry.category("actions").add("k2k_connector_stock.scan", ScanAction);
