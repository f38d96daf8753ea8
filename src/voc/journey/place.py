"""Places each mention: the heads' probabilities, the company's own stages and touchpoints, the cue words, and what goes together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.config import ModelSettings
from voc.journey.hints import hinted
from voc.journey.taxonomy import UNPLACED, Axis, Cue, Taxonomy
from voc.journey.together import affinity, jointly, marginals
from voc.protocols import FloatArray, Predictions

# What one cue word adds to the log-probability of a default entry. The heads know most of what the words say: on held-out mentions, by both
# readers, 0 gives .593 right pairs, .25 gives .595, .5 gives .593 and 1 gives .591 (benchmarks/results/heads.md).
CUE_WEIGHT = 0.25
# What the source says beside the text (a survey sent after a delivery) adds (benchmarks/results/hints.md).
HINT_WEIGHT = 0.5
# Log-weight of an entry of the company's own, which no head knows, while its cues are silent. When they speak, which the company wrote for
# this very entry, it weighs as an entry would that a head is sure of.
OWN_SILENT = -4.0
# What a cue adds to an own entry that is a part of a known one, beside half the probability of the whole.
PART_SPOKEN = 2.0


def place(
    predictions: Predictions, texts: Sequence[str], feedback: pd.DataFrame, taxonomy: Taxonomy, settings: ModelSettings
) -> pd.DataFrame:
    """Stage and touchpoint of each mention.

    Args:
        predictions: Of n mentions.
        texts: The words of each mention.
        feedback: One row per mention: language; source, channel and attributes where the taxonomy has hints.
        taxonomy: The company's journey.
        settings: Thresholds; 0 takes the reader's own.
    Returns:
        n rows: stage, stage_confidence, touchpoint, touchpoint_confidence, evidence (null when nothing can be said for the place).
    """
    languages = feedback["language"].tolist()
    axes = (taxonomy.stages, taxonomy.touchpoints)
    stage_cues, touchpoint_cues = ([a.matcher.find(t, g) for t, g in zip(texts, languages, strict=True)] for a in axes)
    hint_stage, hint_touchpoint = (hinted(feedback, taxonomy.hints, n, a.ids) for n, a in zip(("stage", "touchpoint"), axes, strict=True))
    of_stage = combined(axes[0], predictions.stage, predictions.stages, axes[0].matcher.spoken(stage_cues), hint_stage)
    spoken = axes[1].matcher.spoken(touchpoint_cues)
    of_touchpoint = combined(axes[1], predictions.touchpoint, predictions.touchpoints, spoken, hint_touchpoint)
    factors = affinity(predictions, *axes)
    pair = jointly(of_stage, of_touchpoint, factors)
    p = marginals(of_stage, of_touchpoint, factors)
    stage, stage_p = _named(axes[0], p[0], pair[0], settings.min_stage or predictions.min_stage)
    touchpoint, touchpoint_p = _named(axes[1], p[1], pair[1], settings.min_touchpoint or predictions.min_touchpoint)
    evidence = [_evidence([*a, *b], (s, t), axes) for a, b, s, t in zip(stage_cues, touchpoint_cues, stage, touchpoint, strict=True)]
    return pd.DataFrame(
        {
            "stage": pd.Series(stage, dtype="str"),
            "stage_confidence": stage_p,
            "touchpoint": pd.Series(touchpoint, dtype="str"),
            "touchpoint_confidence": touchpoint_p,
            "evidence": pd.Series(evidence, dtype="str"),
        }
    )


def _named(axis: Axis, p: npt.NDArray[np.float64], best: npt.NDArray[np.intp], least: float) -> tuple[list[str], npt.NDArray[np.float64]]:
    """Id and probability of what was chosen on one axis; `unplaced` where it is hardly a guess."""
    ids = np.array([*axis.ids, UNPLACED], dtype=object)[best]
    confidence = p[np.arange(len(p)), best]
    return np.where(confidence < least, UNPLACED, ids).tolist(), confidence


def combined(
    axis: Axis, known: FloatArray, columns: Sequence[str], spoken: FloatArray, hints: FloatArray | None = None
) -> npt.NDArray[np.float64]:
    """Probabilities over the company's entries and `unplaced` (last column).

    An entry that the company dropped gives its part to `unplaced`. One of its own is reached by its cues; one that `maps_to` a known entry
    also has half of that entry's probability, so that it replaces an entry that was dropped.

    Args:
        axis: The company's entries.
        known: The reader's probabilities, shape (n, len(columns)).
        columns: Its ids.
        spoken: How many cues of each entry speak in each mention, shape (n, len(axis.ids)).
        hints: How many hints of the source speak for each entry, same shape.
    """
    at = {c: i for i, c in enumerate(columns)}
    logits = np.zeros((len(known), len(axis.ids) + 1), dtype=np.float64)
    log_known = np.log(np.maximum(known.astype(np.float64), 1e-9))
    for i, entry in enumerate(axis.ids):
        parent = axis.maps_to.get(entry)
        if entry in at:
            logits[:, i] = log_known[:, at[entry]] + CUE_WEIGHT * spoken[:, i]
            continue
        said = spoken[:, i] > 0
        logits[:, i] = np.where(said, CUE_WEIGHT * spoken[:, i], OWN_SILENT)
        if parent in at:
            part = log_known[:, at[parent]] - np.log(2.0)
            logits[:, i] = np.where(said, np.maximum(logits[:, i], part + PART_SPOKEN), part)
    if hints is not None:
        logits[:, :-1] += HINT_WEIGHT * hints
    dropped = [i for c, i in at.items() if c not in axis.ids and c not in axis.maps_to.values()]
    logits[:, -1] = np.log(np.maximum(known[:, dropped].astype(np.float64).sum(axis=1), 1e-9))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _evidence(cues: Sequence[Cue], placed: tuple[str, str], axes: tuple[Axis, Axis]) -> str | None:
    """The cue words that speak for the place, in the order of the text; never the customer's own sentence."""
    wanted = {c for axis, i in zip(axes, placed, strict=True) if i in axis.ids for c in _cues_of(axis, i)}
    spoken = list(dict.fromkeys(c.text for c in cues if c.text in wanted))
    return ", ".join(f"« {c} »" for c in spoken[:4]) or None


def _cues_of(axis: Axis, entry: str) -> frozenset[str]:
    return axis.cues.get(entry, frozenset())
