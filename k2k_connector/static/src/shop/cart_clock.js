import { Interaction } from "@web/public/interaction";
import { _t } from "@web/core/l10n/translation";
import { redirect } from "@web/core/utils/urls";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { CartService } from "@website_sale/js/cart_service";

const CHANGED = "k2k_cart_changed";
const SECOND = 1000;
// From here on the clock is yellow, whatever the shop's reminder says.
const SOON = 300;

/**
 * @param {number} seconds
 * @returns {string} "9:05", "1:02:09"
 */
export function formatClock(seconds) {
    const left = Math.max(0, Math.ceil(seconds));
    const parts = [Math.floor(left / 60) % 60, left % 60];
    const hours = Math.floor(left / 3600);
    const [minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
    return hours ? `${hours}:${minutes}:${rest}` : `${parts[0]}:${rest}`;
}

/**
 * The cart's clock, on every page of the shop: how long the boxes are held, a reminder
 * before the end, and a friendly word when the time is up. The server tells how many
 * seconds are left: the customer's own clock may be wrong.
 */
export class CartClock extends Interaction {
    static selector = "#wrapwrap";
    dynamicContent = {
        _window: { [`t-on-${CHANGED}`]: this.ask.bind(this) },
        _document: { "t-on-visibilitychange": this.onVisibilityChange.bind(this) },
    };

    setup() {
        this.end = null;
        this.reminder = 0;
        this.reminded = false;
        this.closeReminder = () => {};
        this.onCartChanged = () => this.ask();
    }

    start() {
        this.env.bus.addEventListener("cart_amount_changed", this.onCartChanged);
        this.registerCleanup(() =>
            this.env.bus.removeEventListener("cart_amount_changed", this.onCartChanged)
        );
        const quantity = document.querySelector(".my_cart_quantity");
        if (quantity && parseInt(quantity.textContent) > 0) {
            this.ask();
        }
    }

    onVisibilityChange() {
        // a laptop that slept, a tab in the background: its timers stood still
        if (!document.hidden && this.end) {
            this.ask();
        }
    }

    async ask() {
        const clock = await this.waitFor(rpc("/shop/k2k/clock", {}, { silent: true }));
        this.protectSyncAfterAsync(() => this.show(clock))();
    }

    /** @param {Object} clock - what the server tells, see `sale.order._k2k_clock` */
    show(clock) {
        if (clock.notice) {
            this.services.notification.add(clock.notice, {
                title: _t("Your cart"),
                type: "warning",
                sticky: true,
            });
        }
        this.reminder = clock.reminder;
        const runs = this.end !== null;
        this.end = clock.seconds === null ? null : Date.now() + clock.seconds * SECOND;
        if (this.end === null || clock.seconds > this.reminder) {
            this.reminded = false;
            this.closeReminder();
        }
        this.tick();
        if (this.end !== null && !runs) {
            this.next();
        }
    }

    next() {
        this.waitForTimeout(() => {
            if (this.end === null) {
                return;
            }
            this.tick();
            if (this.end !== null) {
                this.next();
            }
        }, SECOND);
    }

    tick() {
        const seconds = this.end === null ? null : (this.end - Date.now()) / SECOND;
        this.paint(seconds);
        if (seconds === null) {
            return;
        }
        if (seconds <= 0) {
            this.end = null;
            this.paint(null);
            this.onTimeUp();
        } else if (this.reminder && seconds <= this.reminder && !this.reminded) {
            this.reminded = true;
            this.remind(seconds);
        }
    }

    paint(seconds) {
        const shown = seconds !== null;
        for (const clock of document.querySelectorAll(".o_k2k_clock")) {
            clock.textContent = shown ? formatClock(seconds) : "";
        }
        for (const badge of document.querySelectorAll(".o_k2k_clock_badge")) {
            badge.classList.toggle("d-none", !shown);
            badge.classList.toggle("text-bg-success", shown && seconds > SOON);
            badge.classList.toggle("text-bg-warning", shown && seconds <= SOON);
        }
        for (const line of document.querySelectorAll(".o_k2k_clock_line")) {
            line.classList.toggle("d-none", !shown);
        }
    }

    remind(seconds) {
        const minutes = Math.max(1, Math.round(seconds / 60));
        const text =
            minutes === 1
                ? _t("The boxes in your cart are held for one minute more.")
                : _t("The boxes in your cart are held for %s minutes more.", minutes);
        this.closeReminder = this.services.notification.add(text, {
            title: _t("Time to check out"),
            type: "warning",
            sticky: true,
            className: "o_k2k_reminder",
            buttons: this.toCart(),
        });
    }

    toCart() {
        if (window.location.pathname.endsWith("/shop/cart")) {
            return [];
        }
        return [
            {
                name: _t("To my cart"),
                primary: true,
                onClick: () => redirect("/shop/cart"),
            },
        ];
    }

    onTimeUp() {
        this.closeReminder();
        if (window.location.pathname.endsWith("/shop/cart")) {
            redirect("/shop/cart");
            return;
        }
        this.services.notification.add(
            _t(
                "The boxes in your cart have gone back to the shelf. Perhaps they are still there: your cart holds them again."
            ),
            {
                title: _t("Your time is up"),
                type: "warning",
                sticky: true,
                className: "o_k2k_time_up_notice",
                buttons: this.toCart(),
            }
        );
    }
}

registry.category("public.interactions").add("k2k_connector.cart_clock", CartClock);

patch(CartService.prototype, {
    async _makeRequest() {
        const result = await super._makeRequest(...arguments);
        window.dispatchEvent(new CustomEvent(CHANGED));
        return result;
    },
});
