// Copyright 2026 K2K for Odoo
// License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A Json value over several lines, so that a person can read it. */
export class PrettyJsonField extends Component {
    static template = "k2k_connector.PrettyJsonField";
    static props = {...standardFieldProps};

    get text() {
        const value = this.props.record.data[this.props.name];
        return value ? JSON.stringify(value, null, 2) : "";
    }
}

export const prettyJsonField = {
    component: PrettyJsonField,
    displayName: _t("Json over several lines"),
    supportedTypes: ["json"],
};

registry.category("fields").add("k2k_json", prettyJsonField);
