"""From mentions to their feedback: which places it speaks of, most important first, and what it feels like as a whole.

The limits in `Rules` were chosen on held-out comments that a reader judged as a whole (`benchmarks/rollup.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from voc.journey.taxonomy import UNPLACED

MOST = 4
# A feedback is called hard work (effort 0.5) where its mentions' probabilities come to this: on cross-validated training comments the cut
# that calls as many hard as the annotator did (F1 .77; a plain 0.5 calls a third fewer, F1 .67).
HARD_WORK = 0.25


@dataclass(frozen=True)
class Rules:
    """Limits of the roll-up.

    Attributes:
        least_weight: A place stays when its weight is at least this part of the heaviest place's.
        mixed: Praise and blame are both clear when each has at least this probability somewhere...
        mixed_share: ...and at least this share of the text.
    """

    least_weight: float = 0.25
    mixed: float = 0.85
    mixed_share: float = 0.12


def roll_up(feedback: pd.DataFrame, mentions: pd.DataFrame, rules: Rules = Rules()) -> pd.DataFrame:  # noqa: B008 - frozen
    """What each feedback says as a whole.

    Args:
        feedback: feedback_id.
        mentions: `tables.Mention`, read.
    Returns:
        One row per feedback, in its order: feedback_id, sentiment_label (negative, neutral, positive, mixed), placements (JSON list of at
        most four [stage, touchpoint, sentiment_label], most important first), primary_stage, primary_touchpoint, effort (0.5 and more is
        hard work; null when nothing speaks of it), friction (mean, weighted by length).
    """
    rows = _weighted(mentions)
    placed = _placements(rows, rules)
    whole = pd.concat([_overall(rows, rules), _means(rows), placed], axis=1).reindex(feedback["feedback_id"])
    nothing = json.dumps([[UNPLACED, UNPLACED, "neutral"]])
    out = whole.assign(
        sentiment_label=whole["sentiment_label"].fillna("neutral"),
        placements=whole["placements"].fillna(nothing),
        primary_stage=whole["primary_stage"].fillna(UNPLACED),
        primary_touchpoint=whole["primary_touchpoint"].fillna(UNPLACED),
    )
    return out.rename_axis("feedback_id").reset_index()


def _weighted(mentions: pd.DataFrame) -> pd.DataFrame:
    """The mentions with how much of their feedback each is, and what it weighs.

    A mention weighs by the root of its length, by how sure its place is, and by how strongly it speaks: of two equal sentences the one that
    praises or blames is what the customer wrote for.
    """
    length = np.sqrt((mentions["end"] - mentions["start"]).clip(lower=1))
    strength = 0.5 + 0.5 * mentions["sentiment"].abs()
    sure = np.sqrt(mentions["stage_confidence"] * mentions["touchpoint_confidence"])
    share = (mentions["end"] - mentions["start"]).clip(lower=1)
    rows = mentions.assign(weight=length * strength * sure, share=share / share.groupby(mentions["feedback_id"]).transform("sum"))
    return rows.sort_values(["feedback_id", "position"])


def _placements(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """placements, primary_stage, primary_touchpoint by feedback_id."""
    keys = ["feedback_id", "stage", "touchpoint"]
    signs = rows.assign(
        neg=rows["p_negative"] * rows["weight"], neu=rows["p_neutral"] * rows["weight"], pos=rows["p_positive"] * rows["weight"]
    )
    places = signs.groupby(keys, sort=False)[["weight", "neg", "neu", "pos"]].sum().reset_index()
    places["label"] = np.array(["negative", "neutral", "positive"])[places[["neg", "neu", "pos"]].to_numpy().argmax(axis=1)]
    # What tells no place (greetings, sighs) shows only when nothing else does.
    mute = (places["stage"] == UNPLACED) & (places["touchpoint"] == UNPLACED)
    places["rank"] = places["weight"].where(~mute, places["weight"] * 1e-6)
    heaviest = places.groupby("feedback_id")["rank"].transform("max")
    kept = places[places["rank"] >= rules.least_weight * heaviest].sort_values(
        ["feedback_id", "rank", *keys[1:]], ascending=[True, False, True, True]
    )
    kept = kept[kept.groupby("feedback_id").cumcount() < MOST]
    triples = kept[["stage", "touchpoint", "label"]].to_numpy().tolist()
    listed = pd.Series(triples, index=kept["feedback_id"]).groupby(level=0, sort=False).agg(list)
    first = kept.drop_duplicates("feedback_id").set_index("feedback_id")
    return pd.DataFrame({"placements": listed.map(json.dumps), "primary_stage": first["stage"], "primary_touchpoint": first["touchpoint"]})


def _overall(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """sentiment_label by feedback_id: mixed when praise and blame are both clear, else the sign that weighs most."""
    spoken = rows.assign(
        blame=rows["share"].where(rows["p_negative"] >= rules.mixed, 0.0),
        praise=rows["share"].where(rows["p_positive"] >= rules.mixed, 0.0),
        neg=rows["p_negative"] * rows["weight"],
        pos=rows["p_positive"] * rows["weight"],
        # A neutral sentence beside a verdict is its setting, not half of it.
        neu=rows["p_neutral"] * rows["weight"] * 0.5,
    )
    sums = spoken.groupby("feedback_id")[["blame", "praise", "neg", "neu", "pos"]].sum()
    label = np.array(["negative", "neutral", "positive"], dtype=object)[sums[["neg", "neu", "pos"]].to_numpy().argmax(axis=1)]
    both = (sums["blame"] >= rules.mixed_share) & (sums["praise"] >= rules.mixed_share)
    return pd.DataFrame({"sentiment_label": pd.Series(np.where(both, "mixed", label), index=sums.index, dtype="str")})


def _means(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns effort (null when no mention speaks of it) and friction (mean by length) by feedback_id."""
    grouped = rows.assign(part=rows["friction"] * rows["share"], free=np.log1p(-rows["effort"].clip(upper=1 - 1e-9))).groupby("feedback_id")
    # That some mention speaks of it, then with odds that are even at HARD_WORK.
    some = -np.expm1(grouped["free"].sum(min_count=1))
    heard = some * (1.0 - HARD_WORK)
    return pd.DataFrame({"effort": heard / (heard + (1.0 - some) * HARD_WORK), "friction": grouped["part"].sum()})
