// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import { registry } from "@web/core/registry";

/** A customer pastes a list, corrects a line, and puts all of it into the cart. */
registry.category("web_tour.tours").add("k2k_quick_order", {
    steps: () => [
        {
            content: "Type a list",
            trigger: "#k2k_list",
            run() {
                this.anchor.value = "2 QB agapanthus blue\n1 rosse freedom 60";
            },
        },
        {
            trigger: ".o_k2k_find",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "One line was found",
            trigger: ".o_k2k_found:contains(Agapanthus):contains(78.00)",
        },
        {
            content: "The other was not: correct it",
            trigger: ".o_k2k_missing input[type=text]",
            run: "edit 1 rose freedom 60",
        },
        {
            trigger: ".o_k2k_find",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_k2k_rows:not(:has(.o_k2k_missing)) .o_k2k_found:contains(Rose)",
        },
        {
            content: "All of it",
            trigger: ".o_k2k_add:contains(Add all)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Everything is held",
            trigger: ".o_cart_product:contains(Agapanthus) .o_k2k_hold:contains(Held for you)",
        },
        {
            trigger: ".o_cart_product:contains(Rose) .o_k2k_hold:contains(Held for you)",
        },
    ],
});

/** A customer follows a prebook on the phone and orders the same again. */
registry.category("web_tour.tours").add("k2k_portal", {
    steps: () => [
        {
            trigger: ".o_portal_index_card:contains(Your Prebooks) a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_portal_my_doc_table tr:contains(Ordered) a:contains(PB)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "How far it is",
            trigger: ".o_k2k_prebook_line:contains(Agapanthus) .o_k2k_step_ordered.o_k2k_done",
        },
        {
            trigger: ".o_k2k_order",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The order knows its prebooks",
            trigger: ".o_k2k_order_prebooks a:contains(PB)",
        },
        {
            trigger: "#reorder_sidebar_button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_cart_product:contains(QB 10x10) .o_k2k_hold:contains(Held for you)",
        },
    ],
});
