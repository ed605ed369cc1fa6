"""``python3 -m dev translations``: write each addon's .pot anew, bring .po into line.

What is still to be translated stays empty in the .po files; their number is printed.
"""

import polib

from . import database, setup
from .console import say
from .layout import ROOT, present_addons

DATABASE = "k2k_test_translations"


def main(progress):
    """Export the terms from a database of its own and merge the translations."""
    odoo = setup.with_template(progress)
    addons = present_addons()
    try:
        with progress.step("Exporting terms"):
            template = database.template_name(odoo)
            database.clone(odoo.server, template, DATABASE)
            odoo.run("translations-install", DATABASE, "-i", ",".join(addons))
            odoo.execute("translations", "i18n", "export", "-d", DATABASE, *addons)
        with progress.step("Merging translations"):
            for addon in addons:
                _merge(ROOT / addon / "i18n", addon)
    finally:
        database.drop(odoo.server, DATABASE)
    return 0


def _merge(folder, addon):
    """Bring every .po file of an addon into line with its .pot."""
    template = polib.pofile(str(folder / f"{addon}.pot"))
    for path in sorted(folder.glob("*.po")):
        translation = polib.pofile(str(path))
        translation.merge(template)
        for entry in translation.obsolete_entries():
            translation.remove(entry)
        translation.sort(key=lambda entry: entry.msgid)
        translation.save()
        missing = len(translation.untranslated_entries())
        say(f"\n{path.relative_to(ROOT)}: {missing} of {len(template)} to translate")
