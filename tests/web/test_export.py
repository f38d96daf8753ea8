"""The folder of pages: what it says, that it is safe, whole and always the same."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import planted_report as planted
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.errors import PublishError
from voc.tables import Driver
from voc.web.contents import contents
from voc.web.export import export_report
from voc.web.phrases import phrases
from voc.web.rendering import asset, environment
from voc.web.site import Site
from voc.web.verbatims import choose, prepare, visible


class Links(HTMLParser):
    """Addresses, ids, tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        self.links += [v for k, v in attrs if k in ("href", "src") and v is not None]
        self.handlers += [k for k, _ in attrs if k.startswith("on") or k == "style"]
        self.ids |= {values["id"]} if values.get("id") else set()

    def handle_data(self, data):
        self.text.append(data)


def read(path: Path | str) -> Links:
    page = Links()
    page.feed(path.read_text(encoding="utf-8") if isinstance(path, Path) else path)
    return page


def test_all_pages_are_there_in_both_languages(site):
    for language in ("fr", "en"):
        for path in ("index.html", "cells/purchase--payment.html", "topics/index.html", "topics/t_refund.html", "run.html", "help.html"):
            assert (site / language / path).is_file()
        for path in ("topics/quality.html", f"topics/{planted.THEME}.html"):
            assert (site / language / path).is_file()


def test_a_theme_lists_its_topics_and_its_topics_name_it(site):
    theme = (site / "en" / "topics" / f"{planted.THEME}.html").read_text("utf-8")
    assert "Buying &amp; money" in theme
    assert "Slow refund" in theme
    assert "Sofa comfort" not in theme
    assert f'href="../topics/{planted.THEME}.html"' in (site / "en" / "topics" / "t_refund.html").read_text("utf-8")
    # A theme is no topic among topics.
    listed = (site / "en" / "topics" / "index.html").read_text("utf-8")
    assert f'<th scope="row"><a href="../topics/{planted.THEME}.html">' not in listed


def test_what_needs_a_look_comes_first_on_the_quality_page(site):
    page = (site / "fr" / "topics" / "quality.html").read_text("utf-8")
    order = [page.index(f">{words}") for words in ("à scinder", "à fusionner", "une seule langue", "rien à signaler")]
    assert order == sorted(order)
    assert "0,30" in page


def test_every_link_resolves_to_a_file_and_a_place(site):
    pages = {p: read(p) for p in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            if link == "data:,":
                continue
            target, _, place = unquote(link).partition("#")
            file = (path.parent / target).resolve() if target else path.resolve()
            assert file.is_file(), f"{path.relative_to(site)} -> {link}"
            if place and "=" not in place:
                assert place in pages[file].ids, f"{path.relative_to(site)} -> {link}"


def test_nothing_comes_from_outside_and_nothing_is_inline_but_ours(site):
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        page = read(path)
        assert "Content-Security-Policy" in html
        assert not page.handlers
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", html)
        assert len(re.findall("<script", html)) == 1 + ('id="data"' in html)


def test_the_policy_names_the_very_script_of_the_page(site):
    import base64
    import hashlib

    html = (site / "fr/index.html").read_text(encoding="utf-8")
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1])
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1]
        assert f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_headline_says_where_it_hurts_most(site):
    text = " ".join("".join(read(site / "fr/index.html").text).split()).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Là où ça fait le plus mal : Achat × Paiement" in text
    assert "17 % de la friction du parcours, n = 141" in text
    assert "Ce qui s’aggrave : Achat × Paiement" in text
    assert "▲ S’aggrave Achat × Paiement +6,2 pts de part de friction (+4,2 à +8,2) presque certain · friction 0,48 → 0,62" in text
    assert "▼ S’améliore Livraison × Livraison −3,1 pts de part de friction (−5,1 à −1,1) très probable" in text
    assert "comparaison avec les 28 jours d’avant (20 juill. – 16 août 2026)" in text


def test_without_history_the_page_says_so(tmp_path):
    export_report(tmp_path, planted.report(trends=False))
    assert "does not compare periods" in (tmp_path / "en/index.html").read_text(encoding="utf-8")


def test_a_withheld_cell_gives_no_number_away(site):
    html = (site / "fr/index.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    width = len(data["stages"])
    where = [t[0] for t in data["touchpoints"]].index("email") * width + [s[0] for s in data["stages"]].index("delivery")
    rows = [c for s in data["slices"] for c in s["c"] if c[0] == where]
    assert rows
    assert all(len(c) == 1 for c in rows)
    assert "masqués" in re.search(r"<td[^>]*><a href=\"cells/delivery--email.html[^>]*>", html)[0]


def test_the_map_has_every_cell_with_its_words(site):
    html = (site / "en/index.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<td class="c ', html)) == 18 * 9
    assert "Purchase × Payment: friction 0.62, 90% interval 0.58 to 0.66; 16.8% of the friction; 141 feedbacks, 139 people" in unescape(
        html
    )


def test_same_report_same_bytes_whatever_the_order_of_rows(tmp_path):
    report = planted.report(verbatims_per_cell=3, weeks=3)
    mixed = replace(
        report,
        tables={k: v.sample(frac=1, random_state=1) for k, v in report.tables.items()},
        verbatims=report.verbatims.sample(frac=1, random_state=2),
    )
    first, second = (export_report(tmp_path / n, r) for n, r in (("a", report), ("b", mixed)))
    assert [p.relative_to(tmp_path / "a") for p in first] == [p.relative_to(tmp_path / "b") for p in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


def test_seconds_are_shown_only_when_given(site, tmp_path):
    export_report(tmp_path, planted.report(verbatims_per_cell=1, weeks=2, seconds={"prepare": 9.4}))
    assert "9,4" in (tmp_path / "fr/run.html").read_text(encoding="utf-8")
    assert "9,4" not in (site / "fr/run.html").read_text(encoding="utf-8")


def test_a_page_that_is_no_longer_in_the_report_is_removed(tmp_path):
    stale = tmp_path / "fr/cells/old--cell.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("x")
    written = export_report(tmp_path, planted.report(verbatims_per_cell=1, weeks=2))
    assert not stale.exists()
    assert sorted(tmp_path.rglob("*.html")) == written


def test_what_moves_the_scores_is_shown_when_it_is_known(tmp_path):
    row = {"snapshot_id": "s", "score": "nps", "driver_kind": "topic", "driver_id": "t_refund", "n_with": 48, "n_without": 700}
    known = {"impact_leave_out": -4.2, "impact_leave_out_low": -6.0, "impact_leave_out_high": -2.5}
    frame = Driver.conform(pd.DataFrame([row | known, row | {"driver_kind": "touchpoint", "driver_id": "phone"}]))
    report = planted.report(verbatims_per_cell=1, weeks=2)
    export_report(tmp_path, replace(report, tables={**report.tables, "driver": frame}))
    html = (tmp_path / "fr/index.html").read_text(encoding="utf-8")
    assert "Ce qui fait bouger les notes" in html
    assert "−4,2" in html
    assert "−6,0 à −2,5" in html


def test_an_empty_report_says_that_nobody_has_spoken(tmp_path):
    export_report(tmp_path, planted.empty_report())
    assert "Aucun retour pour l’instant" in (tmp_path / "fr/index.html").read_text(encoding="utf-8")
    assert "No source was read" in (tmp_path / "en/run.html").read_text(encoding="utf-8")


def test_comments_without_any_number_still_have_pages(tmp_path):
    report = replace(planted.report(verbatims_per_cell=1, weeks=2), tables={})
    export_report(tmp_path, report)
    assert (tmp_path / "fr/cells/purchase--payment.html").is_file()


def test_a_mention_that_was_not_read_yet_is_unplaced(tmp_path):
    report = planted.report(verbatims_per_cell=1, weeks=2)
    blank = report.verbatims.head(1).assign(mention_id="blank")
    for column in (
        "stage",
        "touchpoint",
        "sentiment_label",
        "sentiment",
        "friction",
        "evidence",
        "stage_confidence",
        "touchpoint_confidence",
    ):
        blank[column] = None
    export_report(tmp_path, replace(report, verbatims=pd.concat([report.verbatims, blank])))
    assert 'id="m-blank"' in (tmp_path / "en/cells/unplaced--unplaced.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PublishError, match="cannot be written"):
        export_report(tmp_path / "file", planted.empty_report())


def test_the_run_page_accounts_for_every_row(site):
    text = " ".join(" ".join(read(site / "en/run.html").text).split())
    assert "enquete ok 640 31 2 591 12 4 balanced" in text
    assert text.index("the row is not JSON") < text.index("rating 11 of 10") < text.index("separator guessed")


def test_autoescape_holds_for_every_template():
    assert environment().autoescape is True
    templates = environment().list_templates(extensions=["html"])
    assert len(templates) >= 8
    for name in templates:
        source = environment().loader.get_source(environment(), name)[0]
        assert "autoescape" not in source
        assert {m for m in re.findall(r"(\S+) \| safe", source)} <= {"'", 'aria-current="page"\'', 'class="here"\''}, name


PAGE = Site(contents(planted.report(verbatims_per_cell=1, weeks=2)), phrases("fr"))


@given(
    st.text(max_size=80), st.text(max_size=20), st.sampled_from(["text", "title", "question", "source", "channel", "evidence", "language"])
)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_stays_text(text, around, column):
    nasty = f'{around}<script>x</script><b onclick="y">\'{text}'
    row = planted.report.__globals__["_verbatim"](0, "purchase", "payment", "fr", "texte", 0, 5, 0) | {column: nasty, "topic_id": None}
    shown = choose(prepare(pd.DataFrame([row | {"end": len(str(row["text"]))}]), "UTC"), None)
    PAGE.rendered.clear()
    page = read(str(PAGE.verbatims(shown)))
    assert set(page.tags) <= {"li", "p", "span", "time", "blockquote", "mark", "details", "summary", "ul", "a"}
    assert not page.handlers
    if column == "text":
        assert "".join(visible(nasty).split()) in "".join("".join(page.text).split())


def _luminance(colour: str) -> float:
    full = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _themes() -> list[dict[str, str]]:
    light, dark = re.findall(r":root\{([^}]*)\}", str(asset("style.css")))[:2]
    found = [dict(re.findall(r"--(\w+):#([0-9a-f]{3,6})", block)) for block in (light, dark)]
    return [found[0], {**found[0], **found[1]}]


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_contrast_is_aa_everywhere(theme):
    for i in range(9):
        assert contrast(theme[f"h{i}"], theme[f"i{i}"]) >= 4.5, f"h{i}"
    for word in ("ink", "soft", "link", "worse", "better", "warn"):
        for ground in ("paper", "faint"):
            assert contrast(theme[word], theme[ground]) >= 4.5, f"{word} on {ground}"
    assert contrast(theme["ink"], theme["mark"]) >= 4.5
    assert contrast(theme["bar"], theme["paper"]) >= 3


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_the_scale_goes_one_way_so_that_it_reads_without_colour(theme):
    steps = [_luminance(theme[f"h{i}"]) for i in range(9)]
    assert steps == sorted(steps) or steps == sorted(steps, reverse=True)


def test_what_has_no_subject_is_listed_last_and_is_no_heavy_subject(tmp_path):
    told, heavy = planted.report(), planted.TOPICS[0][0]
    about = told.table("topic")
    general = about.assign(kind=about["kind"].mask(about["topic_id"] == heavy, "general"))
    listed = []
    for folder, topics in (("as_it_was", about), ("without_subject", general)):
        export_report(tmp_path / folder, replace(told, tables={**told.tables, "topic": topics}))
        pages = tmp_path / folder / "fr"
        heaviest = (pages / "index.html").read_text("utf-8").split('id="topics-title"')[1].split("</section>")[0]
        every = re.findall(r'<th scope="row"[^>]*><a href="[^"]*?(t_\w+)\.html', (pages / "topics" / "index.html").read_text("utf-8"))
        listed.append((f"topics/{heavy}.html" in heaviest, every.index(heavy), len(every)))
    (was_heavy, first, n), (is_heavy, last, m) = listed
    assert (was_heavy, is_heavy, n) == (True, False, m)
    assert first < last == m - 1
