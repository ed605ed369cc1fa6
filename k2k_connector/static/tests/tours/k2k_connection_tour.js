// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");
const STATUS = ".o_statusbar_status button.o_arrow_button_current";

/** The buyer's manager finds the vendor and asks it to trade. */
tours.add("k2k_connect_request", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "no checklist as long as nobody is chosen",
            trigger: ".o_form_view:not(:has(.k2k_missing, .k2k_ready))",
        },
        {
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Test Farms",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Test Farms'):first",
            run: "click",
        },
        {
            trigger: "button[name='action_request']",
            run: "click",
        },
        {
            trigger: `${STATUS}:contains('Requested')`,
        },
        {
            content: "it is for the other company to answer",
            trigger: ".o_form_view:not(:has(button[name='action_accept']))",
        },
        {
            content: "the own side can be set up in the meantime",
            trigger: ".k2k_missing li:contains('warehouse that receives') a",
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
            trigger: ".k2k_ready:contains('Ready to trade')",
        },
        ...stepUtils.saveForm(),
    ],
});

/** The vendor's manager accepts and sets up its side. */
tours.add("k2k_connect_accept", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains('Test Wholesale')",
            run: "click",
        },
        {
            content: "who asks is named",
            trigger: ".alert:contains('asks to trade with you')",
        },
        {
            trigger: "button[name='action_accept']",
            run: "click",
        },
        {
            trigger: `${STATUS}:contains('Accepted')`,
        },
        {
            content: "the other side has done its part",
            trigger: "[name='partner_readiness'] .k2k_ready",
        },
        {
            trigger:
                "[name='readiness'] li:contains('whose stock you publish') a:contains('Show me')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='publish_warehouse_ids'] input",
            run: "edit Test Farms",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Test Farms')",
            run: "click",
        },
        {
            trigger: "[name='readiness'] li:contains('weekdays') a:contains('Show me')",
            run: "click",
        },
        {
            trigger: "[name='service_day_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name='service_day_ids'] [name='weekday'] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Monday')",
            run: "click",
        },
        {
            trigger: "[name='readiness'] .k2k_ready",
        },
        ...stepUtils.saveForm(),
    ],
});

/** The buyer's manager starts the trade and reads who agreed. */
tours.add("k2k_connect_activate", {
    steps: () => [
        {
            content: "both are ready",
            trigger: "[name='partner_readiness'] .k2k_ready",
        },
        {
            trigger: "button[name='action_activate']",
            run: "click",
        },
        {
            trigger: `${STATUS}:contains('Active')`,
        },
        {
            trigger: ".o_notebook .nav-link[name='agreement']",
            run: "click",
        },
        {
            trigger: "[name='accepted_by']:contains('vendor_manager')",
        },
        {
            trigger: "button[name='action_suspend']",
            run: "click",
        },
        {
            trigger: ".modal-footer button:contains('Suspend')",
            run: "click",
        },
        {
            trigger: `${STATUS}:contains('Suspended')`,
        },
        {
            trigger: "button[name='action_resume']",
            run: "click",
        },
        {
            trigger: `${STATUS}:contains('Active')`,
        },
    ],
});

/** The buyer's manager maps one product by its suggestion and ignores the other. */
tours.add("k2k_product_mapping", {
    steps: () => [
        {
            trigger: ".o_searchview_facet:contains('To Map')",
        },
        {
            content: "the nearest product of ours is proposed",
            trigger:
                ".o_data_row:contains('Agapanthus Blue 70 cm') td:contains('Agapanthus Blue 60/70')",
        },
        {
            trigger:
                ".o_data_row:contains('Agapanthus Blue 70 cm') button[name='action_map_suggested']",
            run: "click",
        },
        {
            content: "it has left the list of what is to be mapped",
            trigger: ".o_list_table:not(:contains('Agapanthus'))",
        },
        {
            trigger: ".o_data_row:contains('Rose Freedom') button[name='action_ignore']",
            run: "click",
        },
        {
            content: "nothing is left",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Rose Freedom')))",
        },
    ],
});
