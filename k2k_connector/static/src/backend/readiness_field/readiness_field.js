// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A checklist of what is missing: a Json list of {code, message}. An item whose code
 * stands in the option `targets` leads to the field of the form where it is mended.
 */
export class ReadinessField extends Component {
    static template = "k2k_connector.ReadinessField";
    static props = {
        ...standardFieldProps,
        targets: {type: Object, optional: true},
    };
    static defaultProps = {targets: {}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    target(item) {
        return this.props.targets[item.code];
    }

    /**
     * Leaves for the screen where the item is mended, with what was typed saved.
     *
     * @param {String} method of the record; takes the code and gives an action
     * @param {Object} item the item of the checklist
     */
    async openScreen(method, item) {
        const {record} = this.props;
        if (await record.save()) {
            const args = [[record.resId], item.code];
            this.action.doAction(await this.orm.call(record.resModel, method, args));
        }
    }

    /**
     * Shows the field: opens its page when it stands on another one, then focuses it.
     *
     * @param {Event} ev the click
     * @param {Object} item the item of the checklist
     */
    async onClickItem(ev, item) {
        const {page, field, method} = this.target(item);
        if (method) {
            await this.openScreen(method, item);
            return;
        }
        const form = ev.target.closest(".o_form_view");
        const tab = page && form.querySelector(`.o_notebook .nav-link[name="${page}"]`);
        if (tab && !tab.classList.contains("active")) {
            tab.click();
        }
        // the page is drawn after this event
        requestAnimationFrame(() => {
            const node = form.querySelector(`.o_field_widget[name="${field}"]`);
            if (node) {
                node.scrollIntoView({block: "center"});
                node.querySelector("input, a, button")?.focus();
            }
        });
    }
}

export const readinessField = {
    component: ReadinessField,
    displayName: _t("Readiness checklist"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Where each item is mended"),
            name: "targets",
            type: "string",
            help: _t("By code of the item: the field, and the page it stands on."),
        },
    ],
    extractProps: ({options}) => ({targets: options.targets}),
};

registry.category("fields").add("k2k_readiness", readinessField);
