"""Places each mention: the heads' probabilities, the company's own list of stages and touchpoints, and the cue words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.config import ModelSettings
from voc.journey.taxonomy import UNPLACED, Axis, Cue, Taxonomy
from voc.protocols import FloatArray, Predictions

# What one cue word adds to the log-probability of its entry; chosen by cross-validation on the training comments, where more did harm.
CUE_WEIGHT = 0.2
# An entry of the company's own that no head knows: what its cue must add before the text is taken to speak of it.
OWN_WEIGHT = 2.0
# Log-probability from which an own entry without `maps_to` starts: it is said only when its cues say so.
OWN_PRIOR = -4.0


def place(predictions: Predictions, texts: Sequence[str], feedback: pd.DataFrame, taxonomy: Taxonomy, settings: ModelSettings) -> pd.DataFrame:
    """Stage and touchpoint of each mention.

    Args:
        predictions: Of n mentions.
        texts: The words of each mention.
        feedback: One row per mention: language.
        taxonomy: The company's journey.
        settings: Thresholds; 0 takes the reader's own.
    Returns:
        n rows: stage, stage_confidence, touchpoint, touchpoint_confidence, evidence (null when nothing can be said for the place).
    """
    languages = feedback["language"].tolist()
    stage, stage_p, stage_cues = _axis(
        taxonomy.stages, predictions.stage, predictions.stages, texts, languages, settings.min_stage or predictions.min_stage
    )
    touchpoint, touchpoint_p, touchpoint_cues = _axis(
        taxonomy.touchpoints, predictions.touchpoint, predictions.touchpoints, texts, languages, settings.min_touchpoint or predictions.min_touchpoint
    )
    evidence = [
        _evidence([*a, *b], (s, t), (taxonomy.stages, taxonomy.touchpoints))
        for a, b, s, t in zip(stage_cues, touchpoint_cues, stage, touchpoint, strict=True)
    ]
    return pd.DataFrame(
        {
            "stage": pd.Series(stage, dtype="str"),
            "stage_confidence": stage_p,
            "touchpoint": pd.Series(touchpoint, dtype="str"),
            "touchpoint_confidence": touchpoint_p,
            "evidence": pd.Series(evidence, dtype="str"),
        }
    )


def _axis(
    axis: Axis, known: FloatArray, columns: Sequence[str], texts: Sequence[str], languages: Sequence[str], least: float
) -> tuple[list[str], npt.NDArray[np.float64], list[list[Cue]]]:
    """Id, probability and cues of each mention on one axis."""
    cues = [axis.matcher.find(text, language) for text, language in zip(texts, languages, strict=True)]
    spoken = axis.matcher.spoken(cues)
    p = combined(axis, known, columns, spoken)
    best = p.argmax(axis=1)
    ids = np.array([*axis.ids, UNPLACED], dtype=object)[best]
    confidence = p[np.arange(len(p)), best]
    return np.where(confidence < least, UNPLACED, ids).tolist(), confidence, cues


def combined(axis: Axis, known: FloatArray, columns: Sequence[str], spoken: FloatArray) -> npt.NDArray[np.float64]:
    """Probabilities over the company's entries and `unplaced` (last column).

    An entry that the company dropped gives its part to `unplaced`; one of its own has the part of the entry it `maps_to` when its cues speak,
    and is said by its cues alone when it maps to nothing.

    Args:
        axis: The company's entries.
        known: The reader's probabilities, shape (n, len(columns)).
        columns: Its ids.
        spoken: How many cues of each entry speak in each mention, shape (n, len(axis.ids)).
    """
    at = {c: i for i, c in enumerate(columns)}
    logits = np.full((len(known), len(axis.ids) + 1), OWN_PRIOR, dtype=np.float64)
    log_known = np.log(np.maximum(known.astype(np.float64), 1e-9))
    for i, entry in enumerate(axis.ids):
        parent = axis.maps_to.get(entry)
        if entry in at:
            logits[:, i] = log_known[:, at[entry]] + CUE_WEIGHT * spoken[:, i]
        elif parent in at:
            # Half as likely as its parent until a cue speaks, then well above it.
            logits[:, i] = log_known[:, at[parent]] - np.log(2.0) + OWN_WEIGHT * np.minimum(spoken[:, i], 1.0)
        else:
            logits[:, i] = OWN_PRIOR + 2.5 * OWN_WEIGHT * np.minimum(spoken[:, i], 1.0)
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
