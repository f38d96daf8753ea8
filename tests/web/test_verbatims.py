import json

import pandas as pd
import planted_report as planted
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.web.cells import default_slice, maps
from voc.web.verbatims import LONG, MOST, choose, language_tag, prepare, quote, segment_marks, shortened, visible


@given(st.text(max_size=200), st.one_of(st.none(), st.integers(-5, 300)), st.one_of(st.none(), st.integers(-5, 300)))
@settings(max_examples=150)
def test_a_quote_loses_nothing_whatever_the_offsets(text, start, end):
    found = quote(text, start, end)
    assert found.before + found.mention + found.after == visible(text)


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_what_is_shown_can_be_written_and_keeps_offsets(text):
    shown = visible(text + "\x00\ud800")
    shown.encode("utf-8")
    assert len(shown) == len(text) + 2


def test_a_long_text_is_shown_around_its_mention():
    text = "avant " * 200 + "LE COLIS EST CASSÉ" + " après" * 200
    short = shortened(quote(text, 1200, 1218))
    assert short is not None
    assert short.mention == "LE COLIS EST CASSÉ"
    assert len(short.before + short.mention + short.after) < LONG
    assert shortened(quote("court", 0, 5)) is None


def test_order_is_worst_first_then_latest_and_undated_rows_have_no_day():
    rows = prepare(planted.report().verbatims, "Europe/Paris")
    assert rows["friction"].is_monotonic_decreasing
    assert rows.loc[~rows["time_known"].astype(bool), "day"].isna().all()
    # 22:30 UTC is the next day in Paris.
    assert rows["day"].dropna().max() == "2026-09-13"


def test_the_period_that_pages_open_on_is_kept_when_there_is_too_much():
    report = planted.report()
    found = maps(report.table("heatmap"))
    start = default_slice(found, found)
    old = pd.concat([report.verbatims.head(1)] * (MOST + 50)).assign(
        mention_id=[f"old{i:04d}" for i in range(MOST + 50)], received_at=pd.Timestamp("2026-06-01T10:00:00Z"), friction=0.99
    )
    recent = report.verbatims.head(2).assign(mention_id=["new1", "new2"], received_at=pd.Timestamp("2026-09-01T10:00:00Z"), friction=0.01)
    chosen = choose(prepare(pd.concat([old, recent]), "UTC"), start)
    assert len(chosen.rows) == MOST
    assert chosen.cut
    assert chosen.mentions == MOST + 52
    assert {"new1", "new2"} <= {r["mention_id"] for r in chosen.rows}


def test_row_order_does_not_matter():
    rows = planted.report().verbatims
    shuffled = prepare(rows.sample(frac=1, random_state=3), "UTC")
    assert list(shuffled["mention_id"]) == list(prepare(rows, "UTC")["mention_id"])


def test_only_a_language_becomes_a_language_tag():
    assert [language_tag(v) for v in ("fr", "und", None, '"><script>', "FR")] == ["fr", "", "", "", ""]


def test_segments_of_a_row_can_be_matched_as_a_whole():
    cut = frozenset({"region", "age"})
    body = json.dumps({"region": "Nord|Est", "age": 4, "shoe_size": 44})
    assert segment_marks(body, cut) == "|age=4|region=Nord Est|"
    assert segment_marks("not json", cut) == segment_marks(None, cut) == segment_marks(body, frozenset()) == ""
