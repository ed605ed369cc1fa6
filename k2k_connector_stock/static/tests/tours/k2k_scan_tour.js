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
