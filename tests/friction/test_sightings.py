"""What a day sees: planted in a heatmap, in topics and in sources, and found again."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from voc import tables
from voc.config import AlertSettings
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.grid import grid_of
from voc.friction.watching.sightings import sightings

DAY = date(2026, 11, 12)
N, T = "\u202f", "\u00a0"
PERIODS = {
    "day": (DAY, DAY),
    "week": (date(2026, 11, 9), date(2026, 11, 15)),
    "last_28_days": (date(2026, 10, 16), DAY),
}


def cell(trend="worse", period="last_28_days", stage="purchase", touchpoint="payment", **columns):
    start, end = PERIODS.get(period, (DAY, DAY))
    given = {
        "snapshot_id": "", "period": period, "period_start": start, "period_end": end, "segment": "all", "segment_value": "all",
        "stage": stage, "touchpoint": touchpoint, "n_feedback": 115, "n_mentions": 120, "n_authors": 98, "friction": 0.62,
        "friction_low": 0.5, "friction_high": 0.7, "friction_share": 0.21, "change": 0.13, "change_low": 0.081, "change_high": 0.182,
        "change_q": 0.001, "friction_change": 0.15, "friction_change_low": 0.09, "friction_change_high": 0.21, "friction_change_q": 0.02,
        "trend": trend, "suppressed": False, "silent": False,
    }  # fmt: skip
    if trend == "better":
        given |= {c: -given[c] for c in ("change", "change_low", "change_high")}
        given |= {f"friction_{c}": -given[f"friction_{c}"] for c in ("change", "change_low", "change_high")}
    return {**given, **columns}


def heatmap(*cells):
    return tables.Heatmap.conform(pd.DataFrame(list(cells), columns=list(tables.Heatmap.columns)))


def topics(*rows):
    given = {"kind": "subject", "named_by": "auto", "pinned": False, "keywords_fr": "[]", "keywords_en": "[]", "status": "active",
             "valid_from": "2026-01-01", "n_mentions": 9}  # fmt: skip
    return tables.Topic.conform(pd.DataFrame([{**given, **r} for r in rows], columns=list(tables.Topic.columns)))


PAYMENT = {"topic_id": "t_pay", "name_fr": "Paiement refusé", "name_en": "Payment refused"}


@pytest.fixture(scope="module")
def seen(journey, feedback_of, mentions_of):
    """The sightings of a day, from cells, topics and mentions as (number of the feedback, stage, touchpoint, friction)."""

    def look(cells=(), named=(), mentions=(), feedback=None, day=DAY, settings=None, mention=None, sources=None):
        feedback = feedback_of(0) if feedback is None else feedback
        said = mentions_of(list(mentions), **(mention or {}))
        answers = counted_feedback(feedback, "Europe/Paris", day)
        said = counted_mentions(said, answers, grid_of(journey), 0.5)
        found = sightings(heatmap(*cells), topics(*named), said, answers, journey, settings or AlertSettings(), day, sources)
        return tables.Sighting.check(found)

    return look


@pytest.fixture
def recent(feedback_of):
    """Feedbacks of the last 28 days."""
    return lambda n, **columns: feedback_of(n, **{"received_at": pd.Timestamp("2026-11-02T10:00", tz="UTC"), **columns})


def evidence(rows):
    return json.loads(rows["evidence"].iloc[0])


def test_nothing_seen_is_an_empty_table(seen, feedback_of):
    assert seen().empty
    assert seen([cell("steady"), cell("unknown", stage="support")]).empty


def test_a_cell_that_got_worse_says_where_how_much_and_who(seen, recent):
    mentions = [(i, "purchase", "payment", 0.1 + 0.08 * i) for i in range(10)] + [(10, "support", "phone", 1.0)]
    found = seen([cell()], [PAYMENT], mentions, recent(11), mention={"topic_id": ["t_pay"] * 8 + [None] * 3})
    assert found[["kind", "subject", "segment", "segment_value"]].to_numpy().tolist() == [["worse", "purchase/payment", "all", "all"]]
    assert found["message_fr"][0] == (
        f"purchase_fr × payment_fr pèse plus{N}: 21{N}% de la friction du parcours du 16{T}oct. au 12{T}nov.{T}2026, +13,0 points "
        f"(intervalle de +8,1 à +18,2) par rapport aux 28 jours d’avant{N}; 115{T}retours de 98{T}personnes, "
        f"surtout «{N}Paiement refusé{N}»."
    )
    assert found["message_en"][0] == (
        f"purchase × payment weighs more: 21% of the journey’s friction from 16{T}Oct to 12{T}Nov{T}2026, +13.0 points "
        f"(interval +8.1 to +18.2) against the 28 days before; 115{T}feedbacks from 98{T}people, mostly “Payment refused”."
    )
    assert (found["since"][0].date(), found["q"][0]) == (date(2026, 10, 16), 0.001)
    told = evidence(found)
    assert told["topics"] == ["t_pay"]
    assert told["mentions"] == [f"m{i:05d}" for i in (9, 8, 7, 6, 5)]
    expected = {"period": "last_28_days", "period_start": "2026-10-16", "n_feedback": 115, "n_authors": 98, "friction": 0.62,
                "friction_share": 0.21, "change_low": 0.081, "friction_change_high": 0.21, "friction_change_q": 0.02}  # fmt: skip
    assert {k: told[k] for k in expected} == expected


def test_the_surer_change_is_told_and_good_news_comes_from_the_pleased(seen, recent):
    row = cell("better", "week", change_q=0.09, friction_change_q=0.0004)
    mentions = [(i, "purchase", "payment", 0.2) for i in range(4)]
    day = pd.Timestamp("2026-11-10", tz="UTC")
    found = seen([row], mentions=mentions, feedback=recent(4, received_at=day), mention={"sentiment": [0.9, -0.5, 0.3, np.nan]})
    assert found["kind"][0] == "better"
    assert f"se passe mieux{N}: friction de 0,62 la semaine du 9{T}nov.{T}2026, −0,15 (intervalle de −0,09" in found["message_fr"][0]
    assert f"goes better: friction 0.62 in the week of 9{T}Nov{T}2026, −0.15" in found["message_en"][0]
    assert "aux quatre semaines d’avant" in found["message_fr"][0]
    assert evidence(found)["mentions"] == ["m00000", "m00002"]
    assert found["q"][0] == 0.0004


def test_a_change_that_is_withheld_is_told_without_figures(seen):
    nothing = dict.fromkeys(("change", "change_low", "change_high", "friction_change", "friction_change_low", "friction_change_high"))
    found = seen([cell(**nothing, friction_change_q=None)])
    assert f"21{N}% de la friction du parcours" in found["message_fr"][0]
    assert "trop peu de personnes en parlaient avant pour chiffrer l’écart" in found["message_fr"][0]
    assert evidence(found)["change"] is None


def test_what_contradicts_the_trend_is_not_told(seen):
    found = seen([cell(friction_change=-0.2, friction_change_q=0.0001)])
    assert "pèse plus" in found["message_fr"][0]


@pytest.mark.parametrize(
    "hidden",
    [
        {"suppressed": True},
        {"silent": True},
        {"stage": "unplaced"},
        {"touchpoint": "unplaced"},
        {"segment": "persona", "segment_value": "student"},
        {"period_start": date(2026, 9, 1), "period_end": date(2026, 9, 28)},
        {"period": "month"},
    ],
)
def test_what_is_not_watched_is_not_seen(seen, hidden):
    assert seen([cell(**hidden)]).empty
    assert len(seen([cell()])) == 1


def test_a_watched_segment_is_seen_with_its_own_mentions(seen, recent):
    feedback = recent(4, attributes=['{"persona": "étudiant"}', '{"persona": "senior"}', '{"persona": "étudiant"}', "{}"])
    mentions = [(i, "purchase", "payment", 0.9) for i in range(4)]
    settings = AlertSettings(segments=("persona",))
    found = seen([cell(segment="persona", segment_value="étudiant")], mentions=mentions, feedback=feedback, settings=settings)
    assert found["segment_value"][0] == "étudiant"
    assert evidence(found)["mentions"] == ["m00000", "m00002"]
    assert found["message_fr"][0].startswith("purchase_fr × payment_fr (persona\u202f: étudiant) pèse plus")


def test_a_watched_language_is_called_by_its_name(seen, recent):
    mentions = [(i, "purchase", "payment", 0.9) for i in range(3)]
    row, settings = cell(segment="language", segment_value="fr"), AlertSettings(segments=("language",))
    found = seen([row], mentions=mentions, feedback=recent(3), settings=settings)
    assert found["message_fr"][0].startswith("purchase_fr × payment_fr (français) pèse plus")
    assert "(French)" in found["message_en"][0]


def test_a_crossed_segment_is_seen_with_its_own_mentions(seen, recent):
    feedback = recent(3, attributes=[f'{{"persona": "{p}", "region": "{r}"}}' for p, r in (("a", "n"), ("a", "s"), ("b", "n"))])
    settings = AlertSettings(segments=("persona+region",))
    row = cell(segment="persona+region", segment_value="a + s")
    found = seen([row], mentions=[(i, "purchase", "payment", 0.9) for i in range(3)], feedback=feedback, settings=settings)
    assert evidence(found)["mentions"] == ["m00001"]


def test_periods_that_agree_let_the_surest_speak(seen):
    found = seen([cell(change_q=0.03), cell(period="week", change_q=0.01)])
    assert len(found) == 1
    assert (evidence(found)["period"], found["q"][0]) == ("week", 0.01)
    found = seen([cell(change_q=0.003), cell(period="week", change_q=0.01)])
    assert evidence(found)["period"] == "last_28_days"


def test_periods_that_disagree_let_the_most_recent_be_right(seen):
    settings = AlertSettings(periods=("day", "week", "last_28_days"))
    found = seen([cell(change_q=0.0001), cell("better", "week", change_q=0.04)], settings=settings)
    assert found["kind"].tolist() == ["better"]
    cells = [cell(change_q=0.01), cell("better", "week", change_q=0.0001), cell(period="day", change_q=0.09)]
    found = seen(cells, settings=settings)
    assert found["kind"].tolist() == ["worse"]
    assert evidence(found)["period"] == "last_28_days"


def test_nobody_tells_twice_and_no_more_than_five_tell(seen, recent):
    feedback = recent(9, author_key=["a", "a", "b", "c", "d", "e", "f", None, None])
    mentions = [(i, "purchase", "payment", 1 - 0.01 * i) for i in range(9)]
    assert evidence(seen([cell()], mentions=mentions, feedback=feedback))["mentions"] == [f"m{i:05d}" for i in (0, 2, 3, 4, 5)]
    assert evidence(seen([cell()], mentions=mentions[7:], feedback=feedback))["mentions"] == ["m00000", "m00001"]


def test_words_of_customers_never_enter(seen, recent):
    words = "=HYPERLINK('x') <script>secret words</script>"
    feedback = recent(3, text=words, attributes=[f'{{"persona": {json.dumps("a" * 200 + chr(10) + "b")}}}'] * 3)
    mentions = [(i, "purchase", "payment", 0.9) for i in range(3)]
    value = "a" * 200 + "\nb"
    settings = AlertSettings(segments=("persona",))
    found = seen([cell(), cell(segment="persona", segment_value=value)], [PAYMENT], mentions, feedback, settings=settings)
    assert len(found) == 2
    whole = found[["message_fr", "message_en", "evidence"]].to_csv()
    assert "secret" not in whole
    assert "HYPERLINK" not in whole
    assert all("\n" not in m and len(m) < 500 for m in found["message_fr"])


def test_equal_rows_in_any_order_give_equal_bytes(journey, feedback_of, mentions_of):
    rng = np.random.default_rng(5)
    days = pd.Timestamp("2026-11-12T09:00", tz="UTC") - pd.to_timedelta(rng.integers(0, 90, 900), unit="D")
    feedback = feedback_of(900, received_at=days, source=rng.choice(["a", "b"], 900), text=["x" * k for k in rng.integers(1, 99, 900)])
    rows = [(int(i), "purchase", "payment", float(f)) for i, f in zip(rng.integers(0, 900, 1500), rng.random(1500), strict=True)]
    mentions = mentions_of(rows, topic_id=rng.choice(["t_pay", "t_new"], 1500))
    named = topics(PAYMENT, {"topic_id": "t_new", "name_fr": "Neuf", "name_en": "New", "status": "emerging", "valid_from": "2026-11-06"})
    cells = heatmap(cell(), cell(period="week"), cell("better", stage="support", touchpoint="phone"))

    def look(shuffle):
        pick = (lambda f: f.sample(frac=1, random_state=shuffle)) if shuffle else (lambda f: f)
        answers = counted_feedback(pick(feedback), "Europe/Paris", DAY)
        said = counted_mentions(pick(mentions), answers, grid_of(journey), 0.5)
        return sightings(pick(cells), pick(named), said, answers, journey, AlertSettings(), DAY)

    first = look(0)
    assert set(first["kind"]) >= {"worse", "better", "emerging_topic"}
    for shuffle in (1, 2):
        pd.testing.assert_frame_equal(look(shuffle), first)


def test_a_topic_that_came_up_is_told_with_its_size_and_languages(seen, recent):
    new = {
        "topic_id": "t_new",
        "name_fr": "Calendrier de l'avent",
        "name_en": "Advent calendar",
        "status": "emerging",
        "valid_from": "2026-11-06",
    }
    mentions = [(i, "purchase", "website", 0.5) for i in range(7)]
    feedback = recent(7, language=["fr", "en", "en", "en", "nl", "fr", "xx"], author_key=["a", "a", *"bcdef"])
    given = {"topic_id": "t_new", "topic_strength": np.linspace(0.4, 0.9, 7)}
    found = seen([], [new], mentions, feedback, mention=given)
    assert found["kind"].tolist() == ["emerging_topic"]
    assert found["subject"][0] == "t_new"
    assert found["since"][0] == pd.Timestamp("2026-11-06")
    assert found["message_fr"][0] == (
        f"Sujet apparu le 6{T}nov.{T}2026{N}: «{N}Calendrier de l'avent{N}», 7{T}mentions de 6{T}personnes à ce jour "
        "(anglais 3, français 2, néerlandais 1, xx 1)."
    )
    told = evidence(found)
    assert (told["n_mentions"], told["n_authors"], told["languages"]["en"]) == (7, 6, 3)
    assert told["mentions"] == [f"m{i:05d}" for i in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize(
    "other",
    [{"status": "active"}, {"valid_from": "2026-10-29"}, {"valid_from": "2026-11-13"}, {"kind": "theme"}, {"kind": "general"}],
)
def test_other_topics_are_no_news(seen, recent, other):
    new = {**PAYMENT, "status": "emerging", "valid_from": "2026-10-30"}
    mentions, given = [(0, "purchase", "website", 0.5)], {"topic_id": "t_pay"}
    assert len(seen([], [new], mentions, recent(1), mention=given)) == 1
    assert seen([], [{**new, **other}], mentions, recent(1), mention=given).empty
    assert seen([], [new], [], recent(1)).empty


def daily(n_days, per_day, last=DAY):
    """Times of feedbacks that come in every day until `last`."""
    return [pd.Timestamp(last - timedelta(days=b), tz="UTC") + pd.Timedelta(hours=9) for b in range(n_days) for _ in range(per_day)]


def test_a_source_that_fell_silent_is_told_and_only_that(seen, feedback_of):
    days = daily(80, 4, DAY - timedelta(days=5))
    feedback = feedback_of(len(days), received_at=days, source="tickets")
    found = seen(feedback=feedback)
    assert found[["kind", "subject"]].to_numpy().tolist() == [["source_silent", "tickets"]]
    assert found["since"][0] == pd.Timestamp(DAY - timedelta(days=4))
    assert found["message_fr"][0] == (
        f"La source «{N}tickets{N}» ne livre plus rien{N}: dernier retour le 7{T}nov.{T}2026, 5{T}jours de silence, "
        "alors qu’il en arrivait chaque jour."
    )
    told = evidence(found)
    assert told.pop("odds") < 1e-6
    assert told == {"last_day": "2026-11-07", "days": 5, "usual_days": 0, "per_day": 4.0, "mentions": []}
    assert seen(feedback=feedback, sources=["reviews"]).empty
    assert seen(feedback=feedback, day=DAY - timedelta(days=5)).empty
    assert seen(feedback=feedback.assign(time_known=False)).empty


def test_a_source_that_drifts_is_told_once_with_all_that_changed(seen, feedback_of):
    old, new = daily(56, 10, DAY - timedelta(days=7)), daily(7, 40)
    text, language = ["x" * 100] * len(old) + ["x" * 20] * len(new), ["fr"] * len(old) + ["en"] * len(new)
    feedback = feedback_of(len(old + new), received_at=old + new, text=text, language=language)
    found = seen(feedback=feedback, mentions=[(i, "support", "phone", 0.5) for i in range(550, 700)])
    assert found[["kind", "subject"]].to_numpy().tolist() == [["source_drift", "survey"]]
    told = evidence(found)
    assert (told["volume"]["now"], told["volume"]["before"]) == (280, 70)
    assert (told["language"]["language"], told["language"]["now"]) == ("en", 1)
    assert (told["length"]["now"], told["length"]["before"]) == (20, 100)
    assert found["q"][0] == min(told[m]["q"] for m in ("volume", "language", "length")) <= 0.05
    assert f"280{T}retours au lieu de 70 par semaine" in found["message_fr"][0]
    assert f"anglais 100{N}% au lieu de 0{N}%" in found["message_fr"][0]
    assert "median length 20 instead of 100 characters" in found["message_en"][0]
    # The latest first: the last forty feedbacks are of the sixth day before, the first forty new ones of the day itself.
    assert told["mentions"] == [f"m{i:05d}" for i in range(10, 15)]
