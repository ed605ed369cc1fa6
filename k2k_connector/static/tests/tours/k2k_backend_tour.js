// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** The buyer's manager follows the checklist until the company is ready to trade. */
registry.category("web_tour.tours").add("k2k_readiness", {
    steps: () => [
        {
            content: "the checklist names what is missing, in words",
            trigger: ".k2k_missing li:contains('warehouse that receives')",
        },
        {
            content: "look at another page first",
            trigger: ".o_notebook .nav-link[name='agreement']",
            run: "click",
        },
        {
            content: "the checklist leads back to the field",
            trigger: ".k2k_missing a:contains('Show me')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='warehouse_id'] input",
            run: "edit Test Wholesale",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Test Wholesale')",
            run: "click",
        },
        {
            content: "nothing is missing any more",
            trigger: ".k2k_ready:contains('Ready to trade')",
        },
        ...stepUtils.saveForm(),
    ],
});

/** The vendor's salesperson types K2K into the search box of the orders. */
registry.category("web_tour.tours").add("k2k_vendor_orders", {
    steps: () => [
        {
            content: "an order of the vendor's own is there too",
            trigger: ".o_pager_limit:contains(/^2$/)",
        },
        {
            trigger: ".o_searchview_input",
            run: "edit k2k",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            content: "only the buyer's order is left",
            trigger: ".o_pager_limit:contains(/^1$/)",
        },
        {
            trigger: ".o_data_row .o_data_cell:contains('Test Wholesale')",
            run: "click",
        },
        {
            trigger: ".o_form_view .badge:contains('K2K')",
        },
        {
            trigger: ".o_field_widget[name='k2k_awb_reference'] input",
            run: "edit 176-12345675",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        {
            content: "confirmed, and its reference may still be corrected",
            trigger:
                ".o_arrow_button_current:contains('Sales Order'), " +
                ".o_statusbar_status .o_arrow_button_current[data-value='sale']",
        },
    ],
});
