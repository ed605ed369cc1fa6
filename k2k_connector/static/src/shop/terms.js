import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Another day or way is applied at once. */
export class K2kTerms extends Interaction {
    static selector = ".o_k2k_terms";
    dynamicContent = {
        select: { "t-on-change": () => this.el.requestSubmit() },
    };
}

registry.category("public.interactions").add("k2k_connector.terms", K2kTerms);
