import { registry } from "@web/core/registry";

const AGAPANTHUS = ".oe_product_cart:contains(Agapanthus)";
const ROSE = ".oe_product_cart:contains(Rose)";

/** Only these products are listed. */
function listed(content, trigger, others) {
    return {
        content,
        trigger: `#products_grid:has(${trigger}):not(:has(${others}))`,
    };
}

registry.category("web_tour.tours").add("k2k_shop_filter", {
    steps: () => [
        {
            content: "Both are listed",
            trigger: `#products_grid:has(${AGAPANTHUS}):has(${ROSE})`,
        },
        {
            content: "Blue ones only",
            trigger: "aside .js_attributes .form-check:contains(Blue) input",
            run: "click",
            expectUnloadPage: true,
        },
        listed("No rose is blue", AGAPANTHUS, ROSE),
        {
            content: "Blue ones and red ones",
            trigger: "aside .js_attributes .form-check:contains(Red) input",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Both are chosen, and both are listed",
            trigger: `#wrap:has(.js_attributes input:checked):has(${AGAPANTHUS}):has(${ROSE})`,
        },
        {
            content: "In half boxes",
            trigger: ".o_k2k_boxes_filter a:contains(HB)",
            run: "click",
            expectUnloadPage: true,
        },
        listed("Roses come in half boxes", ROSE, AGAPANTHUS),
        {
            content: "The filter says so, and the colours stay chosen",
            trigger:
                "#wrap:has(.js_attributes input:checked) .o_k2k_boxes_filter a[aria-current=true]:contains(HB)",
        },
        {
            content: "In boxes of any size",
            trigger: ".o_k2k_boxes_filter a:contains(All boxes)",
            run: "click",
            expectUnloadPage: true,
        },
        listed("Agapanthus is back", AGAPANTHUS, ".o_k2k_nothing"),
        {
            content: "On the first day",
            trigger: ".o_k2k_terms select[name=k2k_day]",
            run: "selectByIndex 1",
            expectUnloadPage: true,
        },
        {
            content: "Agapanthus is there on that day, roses come later",
            trigger: `#products_grid:has(${AGAPANTHUS}):not(:has(${ROSE}))`,
        },
        {
            content: "The colours are still chosen",
            trigger: "aside .js_attributes input:checked",
        },
        {
            content: "On any day",
            trigger: ".o_k2k_terms select[name=k2k_day]",
            run: "selectByLabel any day",
            expectUnloadPage: true,
        },
        {
            content: "Both are listed again",
            trigger: `#products_grid:has(${AGAPANTHUS}):has(${ROSE})`,
        },
    ],
});
