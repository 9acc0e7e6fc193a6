"""Staff at the door in a real browser: passkeys with a virtual authenticator, an app with codes without scripts and in Arabic."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.browser.staff_door import again, secret_of_app, sign_in, sign_out, switch_app_on
from tests.served_site import Site

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
STAFF = re.compile(r"/(en|ar)/staff/$")


def with_authenticator(page: Page) -> Any:
    """A phone's own authenticator that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def test_a_passkey_is_added_and_opens_the_site_with_and_without_a_password(open_page: OpenPage, site: Site) -> None:
    home = f"http://localhost:{site.port}"  # passkeys belong to names, not to addresses of numbers
    page = open_page(f"{home}/en/staff/sign-in/?next=/en/staff/")
    with_authenticator(page)
    expect(page.get_by_role("button", name="Use a passkey instead")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    picture(page, "sign-in")
    sign_in(page, "trainer")
    expect(page).to_have_url(STAFF)
    assert_accessible(page)
    picture(page, "sign-in-mine")
    page.get_by_role("link", name="Add a passkey").click()
    again(page)
    page.locator("#name").fill("My blue phone")
    picture(page, "sign-in-passkey-add")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    picture(page, "sign-in-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("main")).to_contain_text("My blue phone")
    # The passkey alone.
    sign_out(page, home)
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url("**/cms/")
    # The password, and the passkey as second step.
    sign_out(page, home)
    sign_in(page, "trainer")
    expect(page).to_have_url(re.compile("/second-step/"))
    assert_accessible(page)
    picture(page, "sign-in-second-step")
    page.goto(f"{home}/cms/")
    expect(page).to_have_url(re.compile("/second-step/"))
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/cms/")
    # Renamed, removed: the password alone again.
    page.goto(f"{home}/en/staff/")
    page.get_by_role("link", name="Rename").click()
    again(page)
    page.locator("#name").fill("Old phone")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("main")).to_contain_text("Old phone")
    page.get_by_role("link", name="Remove").click()
    expect(page.locator("main")).to_contain_text("Old phone")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main")).not_to_contain_text("Old phone")
    sign_out(page, home)
    sign_in(page, "trainer")
    page.wait_for_url("**/cms/")


def test_a_passkey_of_nobody_is_refused_in_words(open_page: OpenPage, site: Site) -> None:
    page = open_page(f"http://localhost:{site.port}/en/staff/sign-in/")
    with_authenticator(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey instead")).to_be_enabled()


def test_an_app_is_set_up_and_asked_for_without_scripts_in_arabic(open_page: OpenPage) -> None:
    page = open_page("/ar/staff/sign-in/?next=/ar/staff/", scripts=False, language="ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".passkey")).to_be_hidden()
    picture(page, "sign-in-ar")
    sign_in(page, "admin")
    expect(page).to_have_url(STAFF)
    picture(page, "sign-in-mine-ar")
    page.goto("/ar/staff/app/")
    again(page)
    secret = secret_of_app(page)
    picture(page, "sign-in-app-ar")
    page.locator("#code").fill("000000")
    page.locator("main button").click()
    expect(page.locator("#code-error")).to_be_visible()
    switch_app_on(page, secret)
    code = page.locator(".codes code").first.inner_text()
    picture(page, "sign-in-codes-ar")
    page.goto("/ar/staff/sign-out/")
    page.locator("main button").click()
    page.goto("/cms/login/")
    sign_in(page, "admin")
    expect(page).to_have_url(re.compile("/ar/staff/second-step/"))
    picture(page, "sign-in-second-step-ar")
    page.locator("#code").fill(code)
    page.locator("main form button[class=go]").last.click()
    page.wait_for_url("**/cms/")


def test_pages_fit_a_desk_and_a_small_phone(open_page: OpenPage) -> None:
    for width in (240, 360, 1280):
        page = open_page("/ar/staff/sign-in/", width=width, language="ar")
        assert_fits(page)
        assert_accessible(page)
        picture(page, f"sign-in-ar-{width}")
