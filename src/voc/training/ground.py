"""What heads are fitted on: labelled comments as features, labels and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.config import Journey
from voc.models.features import features
from voc.protocols import Encoder, FloatArray, Written
from voc.text.passages import comment_vectors
from voc.training import words
from voc.training.batches import UNKNOWN, label_rows
from voc.training.data import Label, LabelledComment

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """What the heads are fitted on: features (n, 2 * dim), labels (n, 4) with UNKNOWN, owner (n,), the column names, and the words."""

    x: FloatArray
    y: Labels
    owner: npt.NDArray[np.intp]
    names: dict[str, tuple[str, ...]]
    written: Written


def ground(comments: Sequence[LabelledComment], encoder: Encoder) -> Ground:
    """Encode labelled comments."""
    labels = [label for c in comments for label in c.labels]
    stages, touchpoints = sorted({x.stage for x in labels} - {""}), sorted({x.touchpoint for x in labels} - {""})
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    y = np.concatenate([label_rows(c, stages, touchpoints) for c in comments])
    x = features(vectors, comment_vectors(vectors, owner, lengths))
    return Ground(x, y, owner, columns(stages, touchpoints), words.written(comments))


def columns(stages: Sequence[str], touchpoints: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Per head, the names of its columns."""
    signs = ("negative", "neutral", "positive")
    return {"sentiment": signs, "effort": ("no", "yes"), "stage": tuple(stages), "touchpoint": tuple(touchpoints)}


def examples(journey: Journey) -> list[LabelledComment]:
    """The example sentences of the journey: each is a comment of one mention that tells its stage or its touchpoint, and nothing else."""
    found = []
    for kind, entries in (("stage", journey.stages), ("touchpoint", journey.touchpoints)):
        for entry in entries:
            for language, sentences in (("fr", entry.examples.fr), ("en", entry.examples.en)):
                for i, text in enumerate(sentences):
                    stage, touchpoint = (entry.id, "") if kind == "stage" else ("", entry.id)
                    label = Label(stage, touchpoint, UNKNOWN, False)
                    found.append(
                        LabelledComment(
                            f"{kind}-{entry.id}-{language}-{i}", text, ((0, len(text)),), (label,), language, "review", "", "journey"
                        )
                    )
    return found


def aligned(comments: Sequence[LabelledComment], known: Ground, encoder: Encoder) -> Ground:
    """The journey's examples in the columns of the labelled comments; entries that nobody labelled are left out."""
    stages, touchpoints = known.names["stage"], known.names["touchpoint"]
    usable = [c for c in comments if c.labels[0].stage in (*stages, "") and c.labels[0].touchpoint in (*touchpoints, "")]
    made = ground(usable, encoder)
    y = np.concatenate([label_rows(c, stages, touchpoints) for c in usable])
    return Ground(made.x, y, made.owner, known.names, made.written)
