"""What a person does with the report, in a real Chromium, from files and without a network."""

from __future__ import annotations

import planted_report as planted
import pytest

pytestmark = pytest.mark.browser

PAGES = ("index.html", "cells/purchase--payment.html", "topics/index.html", "topics/t_refund.html", "run.html", "help.html")
PAGES += ("topics/quality.html", "topics/t_theme.html")


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.dataset.tip || ''")


def test_no_page_asks_for_anything_from_outside(open_page, site):
    page = open_page("fr/index.html")
    for path in (site / language / name for language in ("fr", "en") for name in PAGES):
        page.goto(path.as_uri())
        assert page.title()


def test_arrows_and_enter_lead_from_the_map_to_the_comments(open_page):
    page = open_page("en/index.html")
    page.locator("#map td.c a[tabindex='0']").focus()
    first = focused(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert focused(page) != first
    page.locator("#map a[href^='cells/purchase--store']").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert focused(page).startswith("Purchase × Payment: friction 0.62")
    assert page.locator("#tip").is_visible()
    assert page.locator("#map [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/cells/purchase--payment.html*")
    assert page.locator("#verbatims mark").first.inner_text()
    # The comments are those of the period that the number was of: undated ones and older ones are not among them.
    days = page.locator("#verbatims li:visible").evaluate_all("items => items.map(i => i.dataset.d)")
    assert days
    assert all("2026-08-17" <= d <= "2026-09-13" for d in days)


def test_home_end_and_escape(open_page):
    page = open_page("fr/index.html")
    page.locator("#map a[href^='cells/purchase--payment']").focus()
    page.keyboard.press("End")
    assert "Non situé × Paiement" in focused(page)
    page.keyboard.press("Home")
    assert "Découverte × Paiement" in focused(page)
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()


def test_friction_and_share(open_page):
    page = open_page("fr/index.html")
    cell = page.locator("#map a[href^='cells/purchase--payment']")
    before = cell.evaluate("e => getComputedStyle(e.parentElement).backgroundColor")
    assert "0,62" in cell.inner_text()
    page.check("#by-share")
    assert "16,8" in cell.inner_text()
    assert "0,62" not in cell.inner_text()
    assert cell.evaluate("e => getComputedStyle(e.parentElement).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert before != "rgba(0, 0, 0, 0)"


def test_friction_and_share_without_scripts(open_page):
    page = open_page("fr/index.html", java_script_enabled=False)
    page.locator("#by-share").check()
    assert "16,8" in page.locator("#map a[href^='cells/purchase--payment']").inner_text()
    assert page.locator("#choose-period").is_hidden()


def test_another_period_and_segment_redraw_map_and_ranking(open_page):
    page = open_page("en/index.html")
    html = page.locator("#map tbody").inner_text()
    page.select_option(
        "#choose-period",
        label="All data (25 May – 13 Sep 2026)".replace(" ", "\u00a0")
        .replace("All\u00a0data\u00a0", "All data ")
        .replace("\u00a0–\u00a0", " – "),
    )
    assert page.locator("#map tbody").inner_text() != html
    page.select_option("#choose-segment", "region=Nord")
    assert "Nord" in page.locator("#map-period").inner_text()
    assert page.locator("#top-cells tbody tr").count() == 10
    assert "Nord" in page.url
    week = page.locator("#choose-period optgroup option").last.get_attribute("value")
    page.select_option("#choose-period", week)
    assert "not cut" in page.locator("#map-said").inner_text()
    page.reload()
    assert page.locator("#choose-segment").input_value() == "region=Nord"


def test_a_redrawn_map_equals_the_one_that_was_sent(open_page):
    page = open_page("fr/index.html")
    sent = page.locator("#map").inner_text(), page.locator("#top-cells").inner_text()
    start = page.locator("#choose-period").input_value()
    page.select_option("#choose-period", index=1)
    page.select_option("#choose-period", start)
    assert (page.locator("#map").inner_text(), page.locator("#top-cells").inner_text()) == sent
    label = page.locator("#map a[href^='cells/purchase--payment']").get_attribute("aria-label")
    assert label == open_page("fr/index.html", java_script_enabled=False).locator("#map a[href^='cells/purchase--payment']").get_attribute(
        "aria-label"
    )


def test_silent_rows_can_be_shown(open_page):
    page = open_page("fr/index.html")
    assert page.locator("#map tbody tr", has_text="Partenaire").is_hidden()
    assert "Partenaire" in page.locator("#silent-touchpoints").inner_text()
    page.uncheck("#hide-silent")
    assert page.locator("#map tbody tr", has_text="Partenaire").is_visible()


def test_the_language_switch_keeps_page_and_choice(open_page):
    page = open_page("fr/cells/purchase--payment.html")
    page.click("#other")
    assert page.url.endswith("/en/cells/purchase--payment.html")
    assert page.locator("html").get_attribute("lang") == "en"
    page = open_page("fr/index.html")
    page.select_option("#choose-segment", "region=Sud")
    page.click("#other")
    page.wait_for_url("**/en/index.html*")
    assert page.locator("#choose-segment").input_value() == "region=Sud"


@pytest.mark.parametrize(("locale", "folder"), [("fr-BE", "/fr/"), ("en-GB", "/en/"), ("nl-BE", "index.html")])
def test_the_door_leads_to_the_browsers_language(open_page, locale, folder):
    page = open_page("index.html", locale=locale)
    page.wait_for_load_state()
    assert folder in page.url
    assert ("/fr/" in page.url or "/en/" in page.url) == (folder != "index.html")


def test_a_script_in_a_review_is_text(open_page):
    page = open_page("fr/cells/purchase--payment.html")
    assert "<script>document.title='pwned'</script>" in page.locator("#verbatims").inner_text()
    assert "pwned" not in page.title()
    assert page.locator("#verbatims script, #verbatims img").count() == 0


def test_even_an_unescaped_script_could_not_run(chromium, site, tmp_path):
    html = (site / "fr/help.html").read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(
        html.replace("</main>", "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"></main>"),
        encoding="utf-8",
    )
    page = chromium.new_page()
    page.goto(broken.as_uri())
    page.wait_for_timeout(100)
    assert "pwned" not in page.title()
    page.close()


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_narrow_screen_never_scrolls_sideways(open_page, site, language, width):
    page = open_page(f"{language}/index.html", viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto((site / language / path).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_comments_can_be_filtered(open_page):
    page = open_page("en/cells/purchase--payment.html")
    everything = page.locator("#verbatims li:visible").count()
    page.select_option("#filters [name=s]", "positive")
    kept = page.locator("#verbatims > li:visible")
    assert 0 < kept.count() < everything
    assert set(kept.evaluate_all("items => items.map(i => i.dataset.s)")) == {"positive"}
    assert page.locator("#shown").inner_text().startswith(str(kept.count()))
    page.click("#filters button[type=reset]")
    page.wait_for_timeout(50)
    assert page.locator("#verbatims > li:visible").count() == len(
        planted.report(texts=("x",)).verbatims.query("stage == 'purchase' and touchpoint == 'payment'")
    )


def test_a_number_of_a_segment_leads_to_the_comments_of_that_segment(open_page):
    page = open_page("en/index.html")
    page.select_option("#choose-segment", "region=Nord")
    page.click("#map a[href^='cells/purchase--payment']")
    page.wait_for_url("**/cells/purchase--payment.html*")
    marks = page.locator("#verbatims > li:visible").evaluate_all("items => items.map(i => i.dataset.g)")
    assert marks
    assert set(marks) == {"|region=Nord|"}
    assert "region : Nord" in page.locator("#shown").inner_text()


def test_topics_can_be_sorted(open_page):
    page = open_page("en/topics/index.html")
    page.click("th button:has-text('Topic')")
    names = page.locator("tbody th a").all_inner_texts()
    assert names == sorted(names)
    assert page.locator("th[aria-sort]").count() == 1


def test_from_a_topic_over_its_theme_to_the_quality_of_all(open_page):
    page = open_page("en/topics/t_refund.html")
    page.click("a:has-text('Buying & money')")
    page.wait_for_url("**/t_theme.html")
    page.click("a:has-text('All topics')")
    page.click("a:has-text('Quality of the topics')")
    page.wait_for_url("**/quality.html")
    page.click("th button:has-text('Cohesion')")
    first = page.locator("tbody tr").first.locator("td.num").nth(1).inner_text()
    assert first in {"0.30", "0.55"}
    assert page.locator("th[aria-sort]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_are_drawn(open_page, scheme):
    page = open_page("fr/index.html", color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (int(ground.split("(")[1].split(",")[0]) > 128) == (scheme == "light")
