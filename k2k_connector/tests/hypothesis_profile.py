# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""How hypothesis works in the tests of all our addons: time decides nothing."""

from hypothesis import HealthCheck, settings

# A slow machine is no reason to fail.
settings.register_profile(
    "k2k", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("k2k")
