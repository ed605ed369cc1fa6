import { markup } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { setElementContent } from "@web/core/utils/html";
import { patchDynamicContent } from "@web/public/utils";
import { WebsiteSale } from "@website_sale/interactions/website_sale";

/**
 * The product page lets the customer choose the source. The server answers each choice
 * with price and limit; the source's id travels with the product into the cart.
 */
patch(WebsiteSale.prototype, {
    setup() {
        super.setup();
        patchDynamicContent(this.dynamicContent, {
            // on the wrapper: its content is replaced with each answer
            ".o_k2k_sources_wrapper": {
                "t-on-change": this.onChangeK2kSource.bind(this),
            },
        });
    },

    onChangeK2kSource(ev) {
        const product = ev.target.closest(".js_product");
        // boxes of one source are not boxes (or stems) of another
        const quantity = product.querySelector('input[name="add_qty"]');
        if (quantity) {
            quantity.value = 1;
        }
        this.triggerVariantChange(product);
    },

    /**
     * @param {Element} element - the form of a product, or its `.js_product`
     * @returns {Object} the chosen source; nothing where there is none to choose
     */
    _getK2kSource(element) {
        const product = element.closest(".js_product") ?? element;
        const input = product.querySelector(".o_k2k_source_input:checked");
        return input ? { k2k_offer_id: parseInt(input.value) } : {};
    },

    _updateRootProduct(form) {
        super._updateRootProduct(...arguments);
        Object.assign(this.rootProduct, this._getK2kSource(form));
    },

    _getOptionalCombinationInfoParam(product) {
        const params = super._getOptionalCombinationInfoParam(...arguments);
        if (!product.querySelector(".o_k2k_sources_wrapper")) {
            return params;
        }
        return { ...params, k2k_offer_id: null, ...this._getK2kSource(product) };
    },

    _onChangeCombination(ev, parent, combination) {
        // Two questions may be under way (the page asks once when it opens), and the
        // answers come in any order: the one to a source given up meanwhile is dropped.
        const chosen = this._getK2kSource(parent).k2k_offer_id;
        if (chosen !== undefined && (combination.k2k_asked ?? chosen) !== chosen) {
            return;
        }
        super._onChangeCombination(...arguments);
        if ("k2k_sources" in combination) {
            this._showK2kSources(parent, combination);
        }
    },

    _showK2kSources(parent, combination) {
        const wrapper = parent.querySelector(".o_k2k_sources_wrapper");
        const hadFocus = wrapper.contains(document.activeElement);
        setElementContent(wrapper, markup(combination.k2k_sources));
        if (hadFocus) {
            wrapper.querySelector(".o_k2k_source_input:checked")?.focus();
        }
        // units are for our own stock; boxes come in the supplier's pack
        wrapper
            .closest(".o_k2k_section")
            .classList.toggle("o_k2k_boxes", Boolean(combination.k2k_offer_id));
        for (const unit of parent.querySelectorAll(".o_k2k_price_unit")) {
            unit.textContent = combination.k2k_price_unit ?? "";
            unit.classList.toggle("d-none", !combination.k2k_price_unit);
        }
    },
});
