import { registry } from "@web/core/registry";

// For a clerk of the buyer. Expects two boxes in the staging area, LTOUR000001 and
// LTOUR000002, from a vendor of K2K.
registry.category("web_tour.tours").add("k2k_label_tour", {
    url: "/odoo/k2k-staging",
    steps: () => [
        {
            content: "select a box",
            trigger: ".o_data_row:contains('LTOUR000002') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "print its label",
            trigger: "button[name='action_print_labels']",
            run: "click",
        },
        {
            content: "the clerk is told that the vendor's label serves",
            trigger: ".o_notification:contains('nothing needs to be printed')",
        },
        {
            content: "open the menu of the warehouse",
            trigger: "[data-menu-xmlid='k2k_connector.menu_k2k_warehouse']",
            run: "click",
        },
        {
            content: "who has printed what",
            trigger: "[data-menu-xmlid='k2k_connector_label.menu_k2k_label_print']",
            run: "click",
        },
        {
            content: "the print of one label is written down",
            trigger: ".o_data_row:contains('PDF') td[name='kind']:contains('Staging')",
            run: "click",
        },
        { trigger: ".o_form_view:contains('LTOUR000002')" },
    ],
});
