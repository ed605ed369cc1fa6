import { registry } from "@web/core/registry";
import {
    confirmOrder,
    goToCheckout,
    pay,
} from "@website_sale/js/tours/tour_utils";

registry.category("web_tour.tours").add("k2k_shop", {
    steps: () => [
        {
            content: "The tile tells how many boxes there are",
            trigger: ".oe_product_cart:contains(Agapanthus) .o_k2k_tile_boxes:contains(5)",
        },
        {
            content: "Open the product",
            trigger: ".oe_product_cart h2 a:contains(Agapanthus)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Our own stock is selected, by the unit",
            trigger:
                ".o_k2k_source:contains(In our warehouse):has(.o_k2k_source_input:checked)",
        },
        {
            content: "Take boxes from the grower instead",
            trigger: ".o_k2k_source:contains(5 boxes available) .o_k2k_source_input",
            run: "click",
        },
        {
            content: "The price is that of a box",
            trigger: ".product_price:contains(78.00):contains(per box of 10 bunches)",
        },
        {
            content: "There is no unit to choose",
            trigger: ".o_k2k_boxes:not(:has(.o_k2k_own_units:visible))",
        },
        {
            content: "Two boxes",
            trigger: ".js_main_product input[name=add_qty]",
            run: "edit 2 && press Tab",
        },
        {
            content: "Into the cart",
            trigger: "#add_to_cart",
            run: "click",
        },
        {
            content: "See what has been added",
            trigger: ".toast a[href='/shop/cart']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The boxes are held",
            trigger: ".o_cart_product:contains(QB 10x10) .o_k2k_hold:contains(Held for you)",
        },
        {
            content: "The cart tells when they come",
            trigger: ".o_cart_product:contains(With you on)",
        },
        goToCheckout(),
        confirmOrder(),
        {
            content: "On account is offered",
            trigger: "input[name=o_payment_radio][data-payment-method-code=on_account]",
            run: "click",
        },
        ...pay({ expectUnloadPage: true }),
        {
            content: "What comes when",
            trigger: ".o_k2k_arrival:contains(With you on):contains(QB 10x10)",
            timeout: 30000,
        },
    ],
});
