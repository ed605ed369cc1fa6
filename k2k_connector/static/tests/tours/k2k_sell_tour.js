// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import { registry } from "@web/core/registry";

/** A salesperson sells two boxes while the customer is on the phone. */
registry.category("web_tour.tours").add("k2k_sell", {
    steps: () => [
        {
            content: "By the keyboard, which waits for the list of what was typed",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Rosa's Flower && press Enter",
        },
        {
            content: "The order has the customer, not only the input",
            trigger: ".o_field_widget[name='partner_invoice_id'] input:value(Rosa)",
        },
        {
            trigger: "button[name='action_k2k_add_boxes']:contains(Add K2K boxes)",
            run: "click",
        },
        {
            content: "Type as the customer says it",
            trigger: ".modal .o_field_widget[name='query'] input",
            run: "edit 2 qb agap blue && press Tab",
        },
        {
            content: "The numbers to tell, and two boxes already",
            trigger:
                ".modal .o_data_row:contains(Agapanthus):contains(78.00) td[name='boxes']:contains(/^2$/)",
        },
        {
            trigger: ".modal:not(:has(.o_data_row:contains(Rose)))",
        },
        {
            trigger: ".modal footer button[name='action_hold']",
            run: "click",
        },
        {
            content: "Held",
            trigger: "body:not(:has(.modal)) .o_k2k_held:contains(boxes are held)",
        },
        {
            trigger: ".o_field_widget[name='order_line'] .o_data_row:contains(Agapanthus)",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']:visible",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value='sale']",
        },
        {
            trigger: "button[name='action_view_k2k_prebooks']",
        },
    ],
});

/** The source of a line is chosen from a list that tells the numbers. */
registry.category("web_tour.tours").add("k2k_choose_source", {
    steps: () => [
        {
            trigger:
                ".o_field_widget[name='order_line'] .o_data_row td[name='k2k_offer_id']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='k2k_offer_id'] input",
            run: "click",
        },
        {
            content: "Boxes, price of a box and of a stem, margin",
            trigger:
                ".o-autocomplete--dropdown-item:contains(2 boxes):contains(78.00):contains(margin)",
            run: "click",
        },
        {
            trigger: "button[name='action_k2k_hold']:contains(Hold Now)",
            run: "click",
        },
        {
            trigger: ".o_k2k_held:contains(boxes are held)",
        },
    ],
});
