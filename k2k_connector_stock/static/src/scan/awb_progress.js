import { Component } from "@odoo/owl";

/** How many boxes of an AWB are in: a bar and the two numbers. */
export class AwbProgress extends Component {
    static template = "k2k_connector_stock.AwbProgress";
    static props = { received: Number, pieces: Number };

    get percent() {
        const { received, pieces } = this.props;
        return pieces ? Math.min(100, Math.round((100 * received) / pieces)) : 0;
    }

    get complete() {
        return this.props.pieces > 0 && this.props.received >= this.props.pieces;
    }
}
