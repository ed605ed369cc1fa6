import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

function typeCode(code) {
    return [
        { trigger: ".o_k2k_scan_input", run: `edit ${code}` },
        { trigger: ".o_k2k_scan_send", run: "click" },
    ];
}

function answerIs(result, text) {
    return {
        content: `the answer is ${result}`,
        trigger: `.o_k2k_result[data-result='${result}']:contains('${text}')`,
    };
}

// For a user of the warehouse group. Expects an open AWB whose number ends in 5675
// with two boxes, one of them with the code KTOUR000001 and with Agapanthus in it.
registry.category("web_tour.tours").add("k2k_scan_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app: for a clerk it opens with the scan screen",
            trigger: ".o_app[data-menu-xmlid='k2k_connector.menu_k2k_root']",
            run: "click",
        },
        {
            content: "choose the AWB",
            trigger: ".o_k2k_awb:contains('5675')",
            run: "click",
        },
        { trigger: ".o_k2k_progress[aria-valuenow='0'][aria-valuemax='2']" },
        ...typeCode("ktour000001"),
        answerIs("received", "Agapanthus"),
        {
            content: "the bar has moved",
            trigger: ".o_k2k_progress[aria-valuenow='1'][aria-valuemax='2']",
        },
        ...typeCode("KTOUR000001"),
        answerIs("already", "KTOUR000001"),
        ...typeCode("NOBODYS-BOX"),
        answerIs("unknown", "NOBODYS-BOX"),
        {
            content: "the last scans are listed",
            trigger: ".o_k2k_scans .o_k2k_row:nth-child(3)[data-result='received']",
        },
        {
            content: "back to the AWBs",
            trigger: ".o_k2k_scan_back",
            run: "click",
        },
        { trigger: ".o_k2k_awb .o_k2k_progress[aria-valuenow='1']" },
        { content: "close", trigger: ".o_k2k_scan_exit", run: "click" },
        { trigger: ".o_list_view:contains('5675')" },
        {
            content: "open the menu of the warehouse",
            trigger: "[data-menu-xmlid='k2k_connector.menu_k2k_warehouse']",
            run: "click",
        },
        {
            content: "open the scan screen again",
            trigger: "[data-menu-xmlid='k2k_connector_stock.menu_k2k_scan']",
            run: "click",
        },
        { trigger: ".o_k2k_scan .o_k2k_awb:contains('5675')" },
    ],
});

// The same on a phone, for a clerk who unpacks at the wrong warehouse. Expects two open
// AWBs: 5675 with two boxes for the warehouse "Main", one of them KPHONE00001, and
// N 1 of another warehouse.
registry.category("web_tour.tours").add("k2k_scan_phone_tour", {
    url: "/odoo/action-k2k_connector_stock.action_k2k_scan",
    steps: () => [
        {
            content: "find the AWB by its last digits",
            trigger: ".o_k2k_picker_search",
            run: "edit 5675",
        },
        {
            content: "choose the AWB",
            trigger: ".o_k2k_awb:only-child:contains('5675')",
            run: "click",
        },
        ...typeCode("kphone00001"),
        answerIs("received", "Agapanthus"),
        {
            content: "what the clerk needs fits on the phone, nothing is cut off",
            trigger: ".o_k2k_result[data-result='received']",
            run() {
                for (const selector of [
                    ".o_k2k_scan",
                    ".o_k2k_result",
                    ".o_k2k_scan_input",
                    ".o_k2k_progress",
                    ".o_k2k_scans",
                ]) {
                    const box = document.querySelector(selector).getBoundingClientRect();
                    if (box.left < 0 || box.right > window.innerWidth || box.bottom > window.innerHeight + 1) {
                        throw new Error(`${selector} leaves the screen`);
                    }
                }
                for (const button of document.querySelectorAll(".o_k2k_scan button")) {
                    const { height } = button.getBoundingClientRect();
                    if (height && height < 40) {
                        throw new Error(`too small for a gloved finger: ${button.className}`);
                    }
                }
            },
        },
        {
            content: "take it back",
            trigger: ".o_k2k_undo",
            run: "click",
        },
        answerIs("undone", "KPHONE00001"),
        {
            content: "what is missing, one tap away",
            trigger: ".o_k2k_show_missing",
            run: "click",
        },
        {
            trigger: ".o_k2k_missing:contains('KPHONE00001'):contains('KPHONE00002')",
        },
        { content: "back to the AWBs", trigger: ".o_k2k_scan_back", run: "click" },
        {
            content: "unpack at the other warehouse",
            trigger: ".o_k2k_awb:contains('N 1')",
            run: "click",
        },
        ...typeCode("KPHONE00002"),
        answerIs("other_location", "KPHONE00002"),
        {
            content: "receive it here, it goes on to where it belongs",
            trigger: ".o_k2k_send_on",
            run({ click }) {
                const panel = document.querySelector(".o_k2k_result");
                const button = this.anchor.getBoundingClientRect();
                if (button.bottom > panel.getBoundingClientRect().bottom) {
                    throw new Error("the button is cut off");
                }
                return click();
            },
        },
        answerIs("sent_on", "KPHONE00002"),
    ],
});
