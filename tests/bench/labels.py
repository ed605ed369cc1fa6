"""Labels: ours at 5,000, and core's label report of the same kind of boxes."""

from . import world as worlds

LABELS = 5000
CORE_LABELS = 300
CORE_REPORT = "stock.action_report_package_barcode_small"


def measure(env):
    """Return rows: labels a second as PDF and ZPL, beside core's package label."""
    world = worlds.build(env)
    boxes = worlds.ship(world, LABELS, "LB", "176-12345675")
    packages = boxes.sudo().package_id[:CORE_LABELS]
    reports = world.env["ir.actions.report"].with_context(force_report_rendering=True)
    core = worlds.take(
        world.env, lambda: reports._render_qweb_pdf(CORE_REPORT, packages.ids)
    )
    core_rate = CORE_LABELS / core.seconds
    rows = []
    for what, action in (
        ("labels, bulk PDF", boxes.render_box_labels),
        ("labels, ZPL", boxes.render_box_labels_zpl),
    ):
        ours = worlds.take(world.env, action)
        rate = LABELS / ours.seconds
        rows.append(
            {
                "what": f"{what}: {LABELS} staging labels",
                "unit": "labels/s",
                "ours": round(rate),
                "queries": ours.queries,
                "peer_name": f"core's package label report, {CORE_LABELS}",
                "peer": round(core_rate),
                "peer_queries": core.queries,
                "ratio": round(rate / core_rate, 1),
                "promise": "at least 8 times core, 1,000 a second",
            }
        )
    return rows
