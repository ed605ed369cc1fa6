import { patch } from "@web/core/utils/patch";
import { ProductConfiguratorDialog } from "@sale/js/product_configurator_dialog/product_configurator_dialog";

/** The configurator asks for price and limit of the source chosen on the page. */
patch(ProductConfiguratorDialog, {
    props: {
        ...ProductConfiguratorDialog.props,
        k2k_offer_id: { type: Number, optional: true },
    },
});

patch(ProductConfiguratorDialog.prototype, {
    _getAdditionalRpcParams() {
        const params = super._getAdditionalRpcParams();
        if (this.props.k2k_offer_id !== undefined) {
            params.k2k_offer_id = this.props.k2k_offer_id;
        }
        return params;
    },
});
