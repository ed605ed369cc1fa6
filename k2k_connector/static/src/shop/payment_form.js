import { patch } from "@web/core/utils/patch";
import { PaymentForm } from "@payment/interactions/payment_form";

/** On account nothing is paid now: the button says so. */
patch(PaymentForm.prototype, {
    _isPayLaterPaymentMethod(paymentMethodCode) {
        return (
            paymentMethodCode === "on_account" ||
            super._isPayLaterPaymentMethod(...arguments)
        );
    },
});
