"""The journey map of planted voices."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from voc import tables
from voc.config import JourneyMapSettings, Names, Target
from voc.friction.cells import cells
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.grid import grid_of
from voc.friction.journey_map.journey_map import journey_map
from voc.friction.periods import Period
from voc.friction.segments import segments
from voc.topics.general import GENERAL_IDS

DAY, ZONE = date(2026, 5, 31), "Europe/Paris"
# Long enough to be readable; each word stands once.
TEXT = "Le colis est arrivé en retard et personne ne répond au numéro indiqué sur le bon, dossier "


def heatmap_of(said, answers, cuts, journey, settings):
    """The cells of everything that was said."""
    days = answers["day"].dropna()
    whole = Period("all", days.min().date() if len(days) else DAY, days.max().date() if len(days) else DAY)
    return cells(said, answers, cuts, [whole], grid_of(journey), settings, seed=1)


@pytest.fixture
def drawn(journey, settings):
    def draw(feedback, mentions, *, score=None, targets=(), at=journey, **options):
        """The map of planted voices, checked against its contract."""
        given = JourneyMapSettings(**{"period": "all", **options})
        at = at.model_copy(update={"targets": tuple(targets)})
        answers = counted_feedback(feedback, ZONE, DAY)
        said = counted_mentions(mentions, answers, grid_of(at), settings.w_effort)
        cuts = segments(answers, (), 12)
        heatmap = heatmap_of(said, answers, cuts, at, settings)
        known = tables.Score.empty() if score is None else score
        return tables.JourneyMap.check(journey_map(said, answers, cuts, heatmap, known, at, given, settings, ZONE, DAY))

    return draw


def one(out, item, stage, touchpoint="all", position=0, segment_value="all"):
    rows = out[
        out["item"].eq(item)
        & out["stage"].eq(stage)
        & out["touchpoint"].eq(touchpoint)
        & out["position"].eq(position)
        & out["segment_value"].eq(segment_value)
    ]
    assert len(rows) == 1, f"{len(rows)} rows of {item} at {stage}"
    row = rows.iloc[0].to_dict()
    return {**row, "detail": json.loads(row["detail"])}


def test_each_stage_has_its_volume_emotion_and_friction(drawn, feedback_of, mentions_of):
    rows = [(0, "delivery", "store", 0.9), (0, "delivery", "phone", 0.3), (1, "delivery", "store", 0.4), (2, "purchase", "store", 0.1)]
    out = drawn(feedback_of(3), mentions_of(rows, sentiment=[-0.9, 0.1, -0.2, 0.8]))
    delivery = one(out, "volume", "delivery")
    assert (delivery["n_feedback"], delivery["n_authors"], delivery["value"], delivery["unit"]) == (2, 2, 2.0, "feedbacks")
    assert one(out, "emotion", "delivery")["value"] == pytest.approx((-0.4 - 0.2) / 2)
    # A feedback counts once, with the mean of its mentions.
    assert one(out, "friction", "delivery")["value"] == pytest.approx((0.6 + 0.4) / 2)
    assert one(out, "friction", "all")["value"] == pytest.approx((0.6 + 0.4 + 0.1) / 3)
    assert one(out, "volume", "support")["n_feedback"] == 0
    assert one(out, "volume", "all")["detail"]["period"] == "all"


def test_a_cell_s_friction_is_that_of_the_heatmap(drawn, feedback_of, mentions_of, journey, settings):
    feedback, mentions = feedback_of(4), mentions_of([(i, "delivery", "store", 0.2 * i) for i in range(4)])
    answers = counted_feedback(feedback, ZONE, DAY)
    said = counted_mentions(mentions, answers, grid_of(journey), settings.w_effort)
    heatmap = heatmap_of(said, answers, segments(answers, (), 12), journey, settings)
    cell = heatmap[(heatmap["segment"] == "all") & (heatmap["n_feedback"] > 0)].iloc[0]
    found = one(drawn(feedback, mentions), "friction", "delivery", "store")
    assert [found["value"], found["value_low"], found["value_high"]] == cell[["friction", "friction_low", "friction_high"]].tolist()


def test_the_interval_knows_that_one_author_is_one_voice(drawn, feedback_of, mentions_of):
    rng = np.random.default_rng(3)
    felt = np.repeat(rng.uniform(-1, 1, 6), 5)
    mentions = mentions_of([(i, "delivery", "store", 0.5) for i in range(30)], sentiment=felt)
    alone = one(drawn(feedback_of(30), mentions), "emotion", "delivery")
    same = one(drawn(feedback_of(30, author_key=[f"k{i // 5}" for i in range(30)]), mentions), "emotion", "delivery")
    assert alone["value"] == same["value"]
    assert (alone["n_authors"], same["n_authors"]) == (30, 6)
    assert same["value_high"] - same["value_low"] > 1.8 * (alone["value_high"] - alone["value_low"])


def test_scores_are_taken_where_they_are_known(drawn, feedback_of, mentions_of):
    base = {"snapshot_id": "", "period": "all", "period_start": pd.Timestamp("2026-05-12"), "period_end": pd.Timestamp("2026-05-12")}
    base |= {"segment": "all", "segment_value": "all", "score": "nps"}
    known = {"n": 9, "n_authors": 9, "value": -12.0, "value_low": -30.0, "value_high": 5.0, "suppressed": False}
    few = {"n": 1, "n_authors": 1, "value": np.nan, "value_low": np.nan, "value_high": np.nan, "suppressed": True}
    places = [{"stage": "all", "touchpoint": "all", **known}, {"stage": "delivery", "touchpoint": "store", **known}]
    places += [{"stage": "purchase", "touchpoint": "store", **few}]
    score = tables.Score.check(pd.DataFrame([{**base, **p} for p in places]))
    out = drawn(feedback_of(3), mentions_of([(i, "delivery", "store", 0.5) for i in range(3)]), score=score)
    assert one(out, "nps", "all")["value"] == -12.0
    assert one(out, "nps", "delivery", "store")["value_high"] == 5.0
    assert out[out["item"].eq("nps") & out["stage"].eq("purchase")].empty


def test_pain_points_are_what_weighs_most_and_cells_stand_for_what_has_no_subject(drawn, feedback_of, mentions_of):
    late = [(i, "delivery", "store", 0.8) for i in range(5)]
    vague = [(5 + i, "delivery", "phone", 0.5) for i in range(4)]
    lovely = [(9 + i, "delivery", "store", 0.2) for i in range(10)]
    mentions = mentions_of(
        [*late, *vague, *lovely],
        topic_id=["late"] * 5 + [min(GENERAL_IDS)] * 2 + [None] * 2 + ["lovely"] * 10,
        sentiment=[-0.8] * 5 + [-0.3] * 4 + [0.6] * 10,
    )
    out = drawn(feedback_of(19), mentions)
    pains = out[out["item"] == "pain_point"].sort_values("position")
    assert pains["topic_id"].fillna("").tolist() == ["late", ""]
    assert pains["touchpoint"].tolist() == ["all", "phone"]
    first = one(out, "pain_point", "delivery")
    assert first["value"] == pytest.approx(4.0 / (4.0 + 2.0 + 2.0))
    assert first["value_low"] < first["value"] < first["value_high"]
    assert first["detail"]["touchpoint"] == "store"
    assert first["detail"]["friction"] == pytest.approx(0.8)


def test_a_mention_weighs_one_over_its_feedback_s_mentions_in_the_stage(drawn, feedback_of, mentions_of):
    rows = [(0, "delivery", "store", 0.9), (0, "delivery", "store", 0.3), (1, "delivery", "store", 0.6), (2, "delivery", "phone", 0.4)]
    mentions = mentions_of(rows, topic_id=["late", "rude", "late", None], sentiment=-0.5)
    found = one(drawn(feedback_of(3), mentions), "pain_point", "delivery")
    assert (found["topic_id"], found["value"]) == ("late", pytest.approx((0.45 + 0.6) / (0.6 + 0.6 + 0.4)))


def test_delights_are_ranked_by_how_sure_they_are(drawn, feedback_of, mentions_of):
    rows = [(i, "delivery", "store", 0.1) for i in range(15)]
    topics = ["fast"] * 10 + ["nice"] * 2 + ["mixed"] * 3
    labels = ["positive"] * 9 + ["negative"] + ["positive"] * 2 + ["positive", "negative", "negative"]
    out = drawn(feedback_of(15), mentions_of(rows, topic_id=topics, sentiment_label=labels, sentiment=0.2))
    found = out[out["item"] == "delight"].sort_values("position")
    # Nine of ten are surer than two of two; one of three is no delight.
    assert found["topic_id"].tolist() == ["fast", "nice"]
    assert found["value"].tolist() == pytest.approx([0.9, 1.0])
    assert found["value_low"].is_monotonic_decreasing
    assert set(one(out, "delight", "delivery")["detail"]["mentions"]) <= {f"m{i:05d}" for i in range(9)}


def test_expectations_are_counted_and_marked(drawn, feedback_of, mentions_of):
    clause = "On m'avait promis un rappel dans la journée"
    texts = [f"Client {i}. {clause}, dossier {i}." for i in range(3)] + [
        "Livré comme prévu, merci beaucoup !",
        "Rien à dire de plus sur ce point.",
    ]
    at = [t.index("On m'") if "On m'" in t else 0 for t in texts]
    mentions = mentions_of(
        [(i, "delivery", "store", 0.5) for i in range(5)],
        start=at,
        end=[len(t) for t in texts],
        sentiment_label=["negative", "negative", "positive", "positive", "neutral"],
    )
    out = drawn(feedback_of(5, text=texts), mentions)
    unmet = one(out, "expectation", "delivery")
    # The third is read as positive: words and feeling contradict each other.
    assert (unmet["n_feedback"], unmet["value"]) == (2, 2.0)
    assert unmet["detail"]["kind"] == "unmet"
    assert unmet["detail"]["origins"] == {"promised": 2}
    assert set(unmet["detail"]["mentions"]) == {"m00000", "m00001"}
    for mention, (start, end) in unmet["detail"]["spans"].items():
        assert texts[int(mention[1:])][start:end].startswith(clause)
    met = one(out, "expectation", "all", position=1)
    assert (met["n_feedback"], met["detail"]) == (1, {"kind": "met"})
    assert np.isnan(met["value"])
    assert out[out["item"].eq("expectation") & out["position"].eq(2)].empty


def test_a_target_is_missed_met_or_unsure(drawn, feedback_of, mentions_of):
    bad = [(i, "delivery", "store", 0.85 + 0.01 * (i % 5)) for i in range(30)]
    good = [(30 + i, "purchase", "website", 0.05 + 0.01 * (i % 5)) for i in range(30)]
    torn = [(60 + i, "support", "phone", float(i % 2)) for i in range(4)]
    targets = [
        Target(stage="delivery", touchpoint="store", friction=0.3, owner="Logistics", expected=Names(fr="À l'heure.", en="On time.")),
        Target(stage="purchase", friction=0.3),
        Target(stage="support", touchpoint="phone", friction=0.5),
        Target(stage="delivery", touchpoint="payment", friction=0.2),
    ]
    out = drawn(feedback_of(64), mentions_of([*bad, *good, *torn]), targets=targets)
    missed = one(out, "target", "delivery", "store")
    assert (missed["detail"]["verdict"], missed["owner"], missed["label_fr"], missed["value"]) == ("missed", "Logistics", "À l'heure.", 0.3)
    assert missed["detail"]["gap"] == pytest.approx(missed["detail"]["delivered"] - 0.3)
    assert one(out, "target", "purchase")["detail"]["verdict"] == "met"
    assert one(out, "target", "support", "phone")["detail"]["verdict"] == "unsure"
    nobody = one(out, "target", "delivery", "payment")
    assert nobody["detail"] == {"target": 0.2, "verdict": "unsure"}
    assert np.isnan(nobody["value"])


def test_opportunities_are_share_times_gap_times_confidence(drawn, feedback_of, mentions_of):
    planted = {("delivery", "store"): 0.9, ("purchase", "website"): 0.6, ("support", "phone"): 0.2, ("support", "store"): 0.15}
    rng = np.random.default_rng(5)
    frictions = np.clip(np.repeat(list(planted.values()), 25) + rng.normal(0, 0.05, 100), 0, 1)
    rows = [(i, *list(planted)[i // 25], float(f)) for i, f in enumerate(frictions)]
    target = Target(stage="purchase", touchpoint="website", friction=0.5, owner="Shop")
    out = drawn(feedback_of(100, text=TEXT), mentions_of(rows, end=len(TEXT)), targets=[target])
    found = out[out["item"] == "opportunity"].sort_values("position")
    assert found[["stage", "touchpoint"]].iloc[0].tolist() == ["delivery", "store"]
    for row in found.to_dict("records"):
        d = json.loads(row["detail"])
        assert d["gap"] == pytest.approx((d["friction"] - d["level"]) / d["friction"])
        assert row["value"] == pytest.approx(d["friction_share"] * d["gap"] * d["confidence"])
    assert found["value"].is_monotonic_decreasing
    first, second = one(out, "opportunity", "delivery", "store"), one(out, "opportunity", "purchase", "website", position=1)
    assert (first["detail"]["level_from"], second["detail"]["level_from"], second["owner"]) == ("lower_quartile", "target", "Shop")
    assert first["detail"]["confidence"] > 0.99
    assert first["detail"]["level"] < 0.3
    assert len(first["detail"]["mentions"]) == 1  # All wrote the same text.
    assert first["label_fr"].startswith("delivery_fr × store_fr\u202f: ramener la friction de 0,")
    assert "with a probability of more than 99%." in first["label_en"]


def test_hours_are_left_out_where_only_dates_are_known(drawn, feedback_of, mentions_of):
    minutes = pd.Timestamp("2026-05-11T08:15", tz="UTC")
    local, utc = pd.Timestamp("2026-05-12", tz="Europe/Paris").tz_convert("UTC"), pd.Timestamp("2026-05-13", tz="UTC")
    feedback = feedback_of(9, source=["chat"] * 3 + ["mail"] * 3 + ["file"] * 3, received_at=[minutes] * 3 + [local] * 3 + [utc] * 3)
    out = drawn(feedback, mentions_of([(i, "delivery", "store", 0.1 * i) for i in range(9)]))
    hours = out[out["item"] == "hour"].set_index("position")
    assert len(hours) == 24
    # 8:15 in UTC is 10:15 in Paris in May.
    assert hours["n_feedback"].to_dict() == {h: 3 if h == 10 else 0 for h in range(24)}
    assert hours.loc[10, "value"] == pytest.approx(0.1)
    assert hours["value"].isna().sum() == 23
    week = out[out["item"] == "weekday"].set_index("position")
    assert week["n_feedback"].tolist() == [3, 3, 3, 0, 0, 0, 0]
    assert week.loc[0, ["label_fr", "label_en"]].tolist() == ["lundi", "Monday"]


def test_without_dates_there_is_no_day(drawn, feedback_of, mentions_of):
    out = drawn(feedback_of(3, time_known=False), mentions_of([(i, "delivery", "store", 0.5) for i in range(3)]))
    assert "day_in_life" not in set(out["map_kind"])
    assert one(out, "volume", "delivery")["n_feedback"] == 3


def test_a_map_for_each_value_of_the_chosen_segments_only(drawn, feedback_of, mentions_of):
    personas = ["student"] * 4 + ["retired"] * 4
    feedback = feedback_of(8, attributes=[json.dumps({"persona": p, "country": "fr" if i % 2 else "be"}) for i, p in enumerate(personas)])
    mentions = mentions_of([(i, "delivery", "store", 0.9 if i < 4 else 0.1) for i in range(8)])
    out = drawn(feedback, mentions, segments=("persona",))
    assert set(zip(out["segment"], out["segment_value"], strict=True)) == {("all", "all"), ("persona", "student"), ("persona", "retired")}
    assert one(out, "friction", "delivery", segment_value="student")["value"] == pytest.approx(0.9)
    assert one(out, "friction", "delivery", segment_value="retired")["value"] == pytest.approx(0.1)
    assert one(out, "friction", "delivery", "store", segment_value="student")["n_feedback"] == 4


def test_only_the_latest_period_counts(drawn, feedback_of, mentions_of):
    times = [pd.Timestamp("2026-02-02T10:00", tz="UTC")] * 3 + [pd.Timestamp("2026-05-30T10:00", tz="UTC")] * 2
    out = drawn(feedback_of(5, received_at=times), mentions_of([(i, "delivery", "store", 0.5) for i in range(5)]), period="last_28_days")
    whole = one(out, "volume", "all")
    assert whole["n_feedback"] == 2
    assert (whole["detail"]["start"], whole["detail"]["end"]) == ("2026-05-04", "2026-05-31")


def test_verbatims_are_readable_and_by_different_people(drawn, feedback_of, mentions_of):
    texts = ["Trop long.", *(TEXT + word for word in ("un", "deux", "trois", "quatre")), TEXT * 30]
    keys = ["a", "b", "b", "c", "d", "e"]
    mentions = mentions_of([(i, "delivery", "store", 0.8) for i in range(6)], topic_id="late", end=[len(t) for t in texts], sentiment=-0.5)
    out = drawn(feedback_of(6, text=texts, author_key=keys), mentions, verbatims=3)
    assert one(out, "pain_point", "delivery")["detail"]["mentions"] == ["m00001", "m00003", "m00004"]
