"""What a person does with scores, drivers, alerts, the journey map and actions, in a real Chromium, from files."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGES = ("journey.html", "drivers.html", "alerts.html", "actions.html", "stages/purchase.html", "touchpoints/payment.html")
PAGES += ("phases/post_purchase.html", "cells/delivery--delivery.html")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [1440, 400, 320])
def test_every_page_opens_and_never_scrolls_sideways(open_page, site, language, width):
    page = open_page(f"{language}/index.html", viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto((site / language / path).as_uri())
        assert page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_from_what_changed_to_the_comments_behind_it(open_page):
    page = open_page("fr/index.html")
    page.locator(".moves a", has_text="Achat × Paiement").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cells/purchase--payment.html*")
    assert "presque certain" in page.locator(".since").inner_text()
    days = page.locator("#verbatims > li:visible").evaluate_all("items => items.map(i => i.dataset.d)")
    assert days
    assert all("2026-08-17" <= d <= "2026-09-13" for d in days)


def test_from_an_open_alert_to_its_evidence_and_its_cell(open_page):
    page = open_page("en/index.html")
    page.click(".incidents a:has-text('Purchase × Payment')")
    page.wait_for_url("**/alerts.html#alert-a2")
    alert = page.locator("#alert-a2")
    # Scrolling there is smooth: it takes a moment.
    pytest.importorskip("playwright.sync_api").expect(alert.locator("h3")).to_be_in_viewport()
    assert alert.locator("li.v:visible").count() == 2
    alert.locator("summary", has_text="3 more comments").focus()
    page.keyboard.press("Enter")
    assert alert.locator("li.v:visible").count() == 5
    alert.locator("h3 a").click()
    page.wait_for_url("**/cells/purchase--payment.html")
    page.click(".incidents a")
    page.wait_for_url("**/alerts.html#alert-a2")


def test_a_closed_alert_opens_by_keyboard(open_page):
    page = open_page("fr/alerts.html")
    closed = page.locator("#alert-a4")
    assert closed.locator(".message").is_hidden()
    closed.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert "ne livre plus rien" in closed.locator(".message").inner_text()


def test_phases_and_scores_follow_the_choice_of_customers(open_page):
    page = open_page("en/index.html")
    phase, nps = page.locator("th[data-phase='post_purchase']"), page.locator("[data-score='nps']")
    before = phase.inner_text(), nps.inner_text()
    assert nps.locator("svg").is_visible()
    start = page.locator("#choose-period").input_value()
    page.select_option("#choose-segment", "region=Nord")
    assert phase.inner_text() != before[0]
    assert nps.locator(".value").inner_text() not in before[1].split("\n")
    # The line over time is that of all customers.
    assert nps.locator("svg").is_hidden()
    assert "Nord" in page.locator("#marks-period").inner_text()
    page.select_option("#choose-segment", "")
    page.select_option("#choose-period", index=1)
    page.select_option("#choose-period", start)
    assert (phase.inner_text(), nps.inner_text()) == before
    page.check("#by-share")
    assert "%" in phase.inner_text()


def test_a_phase_that_was_not_measured_keeps_its_name(open_page):
    page = open_page("fr/index.html")
    week = page.locator("#choose-period optgroup option").last.get_attribute("value")
    page.select_option("#choose-segment", "region=Nord")
    page.select_option("#choose-period", week)
    assert page.locator("th[data-phase='purchase']").inner_text() == "Achat"
    assert page.locator("[data-score='nps'] .value").inner_text() == "–"


def test_arrows_lead_from_cells_to_the_names_of_stages_and_touchpoints(open_page):
    page = open_page("en/index.html")
    page.locator("#map a[href^='cells/consideration--website']").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == "Consideration"
    assert page.locator("#map [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/stages/consideration.html")
    assert page.locator("#verbatims > li:visible").count() > 0
    page.click("tbody th a:has-text('Consideration × Website')")
    page.wait_for_url("**/cells/consideration--website.html*")


def test_the_kinds_of_the_journey_map_are_tabs(open_page):
    page = open_page("fr/journey.html")
    assert page.locator("#everyone--as_is").is_visible()
    assert page.locator("#everyone--to_be").is_hidden()
    page.locator("#tab-as_is").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-to_be"
    assert page.locator("#tab-to_be").get_attribute("aria-selected") == "true"
    assert "Payer en deux minutes" in page.locator("#everyone--to_be").inner_text()
    page.keyboard.press("End")
    assert page.locator("#everyone--day_in_life").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#everyone--as_is").is_visible()
    assert page.locator("[role=tab][tabindex='0']").count() == 1


def test_another_segment_value_is_kept_in_the_address_and_in_the_other_language(open_page):
    page = open_page("fr/journey.html")
    page.click("#tab-to_be")
    page.select_option("#choose-map", "region--Nord")
    assert page.locator("#region--Nord--to_be").is_visible()
    assert page.locator("#everyone").is_hidden()
    assert "Nord" in page.locator("#whose").inner_text()
    page.reload()
    assert page.locator("#region--Nord--to_be").is_visible()
    page.click("#other")
    page.wait_for_url("**/en/journey.html*")
    assert page.locator("#region--Nord--to_be").is_visible()
    assert page.locator("#choose-map").input_value() == "region--Nord"


def test_a_number_of_the_journey_leads_to_the_comments_of_its_period_and_customers(open_page):
    page = open_page("en/journey.html#map=region--Nord")
    page.click("#region--Nord .asis a:has-text('Payment') >> nth=0")
    page.wait_for_url("**/cells/purchase--payment.html*")
    marks = page.locator("#verbatims > li:visible").evaluate_all("items => items.map(i => i.dataset.g)")
    assert marks
    assert set(marks) == {"|region=Nord|"}


def test_a_quotation_leads_to_its_whole_text(open_page):
    page = open_page("fr/journey.html")
    quote = page.locator("#everyone .pains blockquote a").first
    text = quote.inner_text()
    quote.click()
    page.wait_for_url("**/cells/purchase--payment.html#m-*")
    target = page.locator("li.v:target")
    assert text in target.locator("mark").first.inner_text()


def test_a_panel_can_be_addressed(open_page):
    page = open_page("en/journey.html#region--Sud--day_in_life")
    assert page.locator("#region--Sud--day_in_life").is_visible()
    assert page.locator("#region--Sud--as_is").is_hidden()


def test_without_scripts_all_maps_are_there(open_page):
    page = open_page("en/journey.html", java_script_enabled=False)
    for panel in ("everyone--as_is", "everyone--to_be", "everyone--day_in_life", "region--Nord--as_is"):
        assert page.locator(f"#{panel}").is_visible()
    assert page.locator("#choose-map").is_hidden()


def test_all_three_kinds_of_the_chosen_customers_are_printed(open_page):
    page = open_page("en/journey.html#map=region--Nord")
    page.emulate_media(media="print")
    for kind in ("as_is", "to_be", "day_in_life"):
        assert page.locator(f"#region--Nord--{kind}").is_visible()
    assert page.locator("#everyone").is_hidden()
    assert page.locator("nav").first.is_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_drivers_are_topics_or_touchpoints(open_page, scripts):
    page = open_page("fr/drivers.html", java_script_enabled=scripts)
    board = page.locator("#score-nps")
    assert board.locator("a:has-text('Carte refusée')").is_visible()
    assert board.locator("a[href='touchpoints/phone.html']").is_hidden()
    page.locator("#by-topic").focus()
    page.keyboard.press("ArrowRight")
    assert board.locator("a:has-text('Carte refusée')").is_hidden()
    board.locator("a[href='touchpoints/phone.html']").click()
    page.wait_for_url("**/touchpoints/phone.html")
    assert page.locator("#verbatims mark").count() > 0


def test_a_bar_points_the_way_its_number_does(open_page):
    page = open_page("en/drivers.html")
    rows = page.locator("#score-nps .of-topic tbody tr")
    worst, best = rows.first, rows.last
    for row, kind in ((worst, "down"), (best, "up")):
        box, zero = (row.locator(s).evaluate("e => e.getBoundingClientRect().toJSON()") for s in (f"rect.{kind}", "line.zero"))
        assert (box["right"] <= zero["left"] + 2) == (kind == "down")
        assert (box["left"] >= zero["left"] - 2) == (kind == "up")


def test_from_the_matrix_to_the_action_to_its_topic(open_page):
    page = open_page("en/actions.html")
    page.click(".matrix .quick_win a")
    page.wait_for_url("**#action-act_card")
    assert "12 days overdue" in page.locator("#action-act_card .late").inner_text()
    page.click("#action-act_card .about a:has-text('Card refused')")
    page.wait_for_url("**/topics/t_card_refused.html")
    page.click(".linked a")
    page.wait_for_url("**/actions.html#action-act_card")


@pytest.mark.parametrize("path", ["index.html", "journey.html", "drivers.html", "actions.html"])
def test_with_forced_colours_the_current_page_and_the_bars_are_told_apart(open_page, path):
    page = open_page(f"en/{path}", forced_colors="active")
    current, other = page.locator("nav a[aria-current]").first, page.locator("nav a:not([aria-current]):not(.here)").first
    edge = "e => getComputedStyle(e).borderBottomColor"
    assert current.evaluate(edge) != other.evaluate(edge)
