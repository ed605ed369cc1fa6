"""Headless Chromium, driven as a person would."""

from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from dev.layout import CACHE
from dev.system_tools import find_browser

SCREENSHOTS = CACHE / "screenshots"
# First pages of a fresh server compile their assets.
TIMEOUT_MS = 90_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium():
    """Yield a browser; each person gets a context of its own from it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def person(browser, url, login, password, **options):
    """Yield a page on which ``login`` is logged in; a failure leaves a picture."""
    context = browser.new_context(base_url=url, **options)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.click(".oe_login_form button[type=submit]")
        page.wait_for_url(lambda address: "/web/login" not in address)
        yield page
        assert not errors, errors
    except BaseException:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"failed_{login}.png", full_page=True)
        raise
    finally:
        context.close()
