"""The pages of what measures lead to, as files: what they say, in both languages, full and empty."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import planted_report as planted
import pytest

from voc.web.contents import contents
from voc.web.export import export_report
from voc.web.verbatims import MOST

PAGES = (
    "index.html",
    "journey.html",
    "drivers.html",
    "alerts.html",
    "actions.html",
    "cells/purchase--payment.html",
    "topics/t_card_refused.html",
)
PAGES += ("stages/purchase.html", "touchpoints/payment.html", "phases/post_purchase.html")


class Seen(HTMLParser):
    """The text of a page without its style and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag, attrs):
        self.hidden = tag if tag in ("style", "script") else self.hidden

    def handle_endtag(self, tag):
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data):
        self.parts += [] if self.hidden else [data]


def said(path) -> str:
    page = Seen()
    page.feed(path.read_text(encoding="utf-8"))
    return " ".join("".join(page.parts).split()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A report with a map but with nothing that follows from it."""
    folder = tmp_path_factory.mktemp("bare")
    report = planted.report(verbatims_per_cell=2, weeks=2)
    later = {"phase", "heatmap_phase", "score", "driver", "alert", "journey_map", "action", "action_plan", "action_effect"}
    export_report(folder, replace(report, tables={k: v for k, v in report.tables.items() if k not in later}))
    return folder


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_no_phrase_is_left_unfilled(site, language, page):
    text = said(site / language / page)
    assert not re.findall(r"\{\w*\}|None|nan\b", text)


def test_every_page_leads_to_all_others(site):
    html = (site / "fr/cells/purchase--payment.html").read_text(encoding="utf-8")
    for page in ("index", "journey", "topics/index", "drivers", "alerts", "actions", "run", "help"):
        assert f'href="../{page}.html"' in html
    assert "3 ouvertes" in said(site / "fr/cells/purchase--payment.html")


def test_the_map_has_its_phases_with_figures(site):
    html = unescape((site / "en/index.html").read_text(encoding="utf-8"))
    phase = re.search(r'data-phase="post_purchase"[^>]*>(.*?)</th>', html)[1]
    assert 'href="phases/post_purchase.html"' in phase
    assert re.search(r'title="After purchase: friction 0\.\d\d, 90% interval', phase)
    # A phase of one stage is told of by the page of that stage.
    assert 'href="stages/purchase.html"' in re.search(r'data-phase="purchase"[^>]*>(.*?)</th>', html)[1]


def test_scores_of_the_period_are_on_the_first_page(site):
    text = said(site / "fr/index.html")
    assert "Recommandation (NPS)+12+7 à +17, n = 812par semaine, depuis le 25 mai 2026" in text
    assert "Satisfaction (CSAT)71 %68 % à 74 %, n = 260" in text


def test_a_changed_cell_is_told_with_a_sign_and_in_words(site):
    html = unescape((site / "fr/index.html").read_text(encoding="utf-8"))
    cell = re.search(r'<td class="c [^"]*"><a href="cells/purchase--payment.html[^>]*>.*?</a>', html)[0]
    assert "▲" in cell
    assert "s’aggrave (+6,2 points de part)" in cell


def test_the_page_of_a_cell_says_what_changed_there_and_what_is_done(site):
    text = said(site / "en/cells/purchase--payment.html")
    assert "Worse – almost certain." in text
    assert "Share of friction10.6%16.8%+6.2 pts+4.2 to +8.2almost certain" in text
    assert "Friction0.480.62+0.14+0.08 to +0.20very likely" in text
    assert "Recommendation (NPS)−31−40 to −22118+12" in text
    assert "Satisfaction (CSAT)fewer than 5 people, figures withheld" in text
    assert "Recommendation (NPS)−7.8−9.7 to −5.9−7.1118" in text
    assert "Réparer <b>3-D Secure</b> started · Équipe paiement · 12 days overdue (1 Sep 2026)" in text
    steady = said(site / "en/cells/use--product.html")
    assert "Steady. The difference is no more than chance explains." in steady


def test_a_cell_whose_trend_is_unknown_says_so(tmp_path):
    export_report(tmp_path, planted.report(trends=False, verbatims_per_cell=1, weeks=2))
    assert "Trop peu de retours, ou pas assez d’histoire" in said(tmp_path / "fr/cells/purchase--payment.html")


def test_drivers_are_told_with_both_figures_and_thin_ones_apart(site):
    text = said(site / "fr/drivers.html")
    assert "Carte refusée au paiement−6,4−8,0 à −4,8−5,9−7,5 à −4,396716" in text
    assert "Somme−7,4" in text
    assert re.search(r"Trop peu de données – Remboursement qui tarde \(n = 12\)", text)
    assert "Livraison signe incertain−0,06" in text


def test_alerts_say_what_where_since_when_and_who_says_so(site):
    text = said(site / "en/alerts.html")
    assert "Open alerts 3" in text
    assert "▲ Worse Purchase × Payment Purchase × Payment weighs more: 16.8% of the friction instead of 10.6%." in text
    assert "since 29 Aug 2026 14 data days almost certain All customers" in text
    assert "Change of share+6.2 pts (+4.2 to +8.2)" in text
    assert "Mostly: Card refused at checkout, t_gone" in text
    assert "3 more comments" in text
    assert "Closed alerts 2" in text
    assert "The source <tickets> no longer delivers anything." in text
    html = (site / "en/alerts.html").read_text(encoding="utf-8")
    # Evidence that has been erased since is left out, and a comment shown twice has no anchor twice.
    assert 'id="m-' not in html
    assert html.count('<li class="v ') == 5 + 5 + 4


def test_the_action_plan_says_who_does_what_when_and_what_it_changed(site):
    text = said(site / "fr/actions.html")
    assert "À faire tout de suiteRéparer <b>3-D Secure</b> 16,8 % en retard de 12 jours (1er sept. 2026)" in text
    assert "Plus tardaucune action" in text
    assert "0,46 n 1600,34 n 212−0,11−0,15 à −0,07▼ s’est amélioré" in text
    assert "… trop tôt pour le dire" in text
    assert "80 retours avant, 9 après" in text
    assert "personne n’en parle" in text


def test_the_journey_map_has_its_three_kinds(site):
    text = said(site / "en/journey.html")
    assert "Recommendation (NPS)+12 +7 to +17 n 812" in text
    assert "Card refused at checkout 71%" in text
    assert "✗ unmet 9 feedbacks" in text
    assert "Stages that nobody spoke of: Loyalty." in text
    assert "✗ missed≤ 0.300.620.57 to 0.67+0.32Équipe paiement" in text
    assert "16.8% of the friction × 52% of it to be gained × 95% confidence = 8.3%" in text
    assert "18:00370.470.42 to 0.52" in text
    assert "0:002fewer than 5 people, figures withheld" in text


def test_a_quotation_leads_to_its_comment_even_where_a_page_cannot_show_all(tmp_path):
    report = planted.report(verbatims_per_cell=2, weeks=2)
    rows = report.verbatims
    last = rows[(rows["stage"] == "purchase") & (rows["touchpoint"] == "payment")].tail(1)
    crowd = pd.concat([last] * (MOST + 20)).assign(mention_id=[f"x{i:04d}" for i in range(MOST + 20)], friction=0.99)
    full = replace(report, verbatims=pd.concat([rows, crowd]))
    cited = contents(report).incidents[2].mentions
    shown = {r["mention_id"] for r in contents(full).of_cell["purchase", "payment"].rows}
    assert len(shown) == MOST
    assert set(cited) <= shown


def test_nothing_known_is_said_with_what_to_do(bare):
    assert "voc actions add" in said(bare / "fr/actions.html")
    assert "Déclarez la colonne de la note" in said(bare / "fr/drivers.html")
    assert "No open alert." in said(bare / "en/alerts.html")
    assert "No alert has been closed yet." in said(bare / "en/alerts.html")
    assert "It is drawn on the first night" in said(bare / "en/journey.html")
    assert "No source gives a score." in said(bare / "en/index.html")
    assert "No action is about this cell" in said(bare / "en/cells/purchase--payment.html")


def test_without_the_table_of_phases_their_names_are_vocs_own(bare):
    html = (bare / "fr/index.html").read_text(encoding="utf-8")
    assert 'data-name="Après-achat"' in html


def test_an_empty_report_has_all_pages(tmp_path):
    export_report(tmp_path, planted.empty_report())
    for page in ("journey", "drivers", "alerts", "actions"):
        assert said(tmp_path / f"fr/{page}.html")


def test_names_of_others_stay_text(tmp_path):
    report = planted.report(verbatims_per_cell=1, weeks=2)
    nasty = "</script><script>document.title='pwned'</script>"
    told = {"message_fr": nasty, "message_en": nasty, "segment": nasty, "segment_value": nasty}
    alert = report.table("alert").assign(**told, evidence=json.dumps({"x": nasty}))
    action = report.table("action").assign(owner=nasty, note=nasty)
    effect = report.table("action_effect").assign(reason_fr=nasty)
    journey = report.table("journey_map").assign(label_fr=nasty, owner=nasty)
    tables = {**report.tables, "alert": alert, "action": action, "action_effect": effect, "journey_map": journey}
    for file in export_report(tmp_path, replace(report, tables=tables)):
        assert nasty not in file.read_text(encoding="utf-8"), file
