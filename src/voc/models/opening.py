"""Opens what reads mentions: the encoder, and the heads as the company's journey needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.config import Entry, Journey, ModelSettings
from voc.errors import ModelError
from voc.ids import short_id
from voc.models import corrected, ground
from voc.models.encoder import open_encoder
from voc.models.examples import Examples, with_others
from voc.models.features import features, unjoined
from voc.models.heads import SHIPPED, Heads, check_pair, open_heads
from voc.models.own_entries import GROUND, OwnColumns, fit_columns
from voc.protocols import Encoder, FloatArray


def open_reader(settings: ModelSettings, journey: Journey, folder: Path) -> tuple[Encoder, Heads]:
    """Encoder and heads of a configuration, taught the journey's own entries.

    Args:
        settings: Which models.
        journey: The company's; an entry of its own is learnt from its example sentences.
        folder: The models folder.
    Raises:
        ModelError: A file is missing or altered, or the heads were fitted on another encoder.
    """
    encoder = open_encoder(settings.encoder, folder, settings.threads)
    heads = open_heads(settings.heads, folder)
    check_pair(encoder.model_id, heads)
    return encoder, for_journey(heads, journey, encoder, heads_folder(settings, folder))


def heads_folder(settings: ModelSettings, folder: Path) -> Path:
    """Where the heads of a configuration lie, and their ground."""
    return folder / "heads" if settings.heads == SHIPPED else Path(settings.heads)


def for_journey(heads: Heads, journey: Journey, encoder: Encoder, folder: Path) -> Heads:
    """The heads with a score for each entry that they do not know and that has example sentences; unchanged when there is none.

    Args:
        heads: As opened.
        journey: The company's.
        encoder: Theirs.
        folder: Where their ground lies.
    """
    axes = {"stage": journey.stages, "touchpoint": journey.touchpoints}
    unknown = {axis: [e for e in entries if e.id not in heads.labels[axis] and _sentences(e)] for axis, entries in axes.items()}
    if not any(unknown.values()):
        return heads
    if not (folder / ground.FILE).is_file():
        raise ModelError("these heads have no ground to learn an own entry on", where=str(folder), advice="make them anew: voc train")
    known = ground.load(folder)
    step = max(len(known.x) // GROUND, 1)
    x = known.x[::step] - heads.center
    vectors = {e.id: _encoded(e, encoder) for entries in unknown.values() for e in entries}
    own = {axis: _columns(entries, vectors, heads, x, known.labels[axis][::step]) for axis, entries in unknown.items() if entries}
    taught = short_id("h", heads.version, *(f"{e.id}:{e.maps_to}:{s}" for es in unknown.values() for e in es for s in _sentences(e)))
    return replace(
        heads, own=own, version=taught, together=_together(heads, own, axes), examples=_examples(heads.examples, unknown, vectors)
    )


def with_corrections(
    heads: Heads, vectors: FloatArray, comments: FloatArray, said: Mapping[str, Sequence[str | None]], folder: Path
) -> Heads:
    """The heads, leaning towards what analysts said of some mentions.

    Args:
        heads: As opened, with the company's own entries.
        vectors: Unit rows of the corrected mentions, shape (m, dim).
        comments: Of the comments they are in, shape (m, dim).
        said: Per axis (stage, touchpoint), what each mention should be; None where nothing was said. A place that the heads do not
            know (an entry without examples) teaches nothing.
        folder: Where the heads' ground lies; without a ground nothing is learnt.
    """
    if not len(vectors) or not (folder / ground.FILE).is_file():
        return heads
    known = ground.load(folder)
    step = max(len(known.x) // corrected.GROUND, 1)
    before, held = heads.predict(vectors, comments), heads.predict(*unjoined(known.x[::step]))
    x, at = features(vectors, comments) - heads.center, known.x[::step] - heads.center
    leaning = {}
    for axis, columns in (("stage", before.stages), ("touchpoint", before.touchpoints)):
        rows = [i for i, wanted in enumerate(said[axis]) if wanted in columns]
        if rows:
            right = np.array([columns.index(str(said[axis][i])) for i in rows])
            leaning[axis] = corrected.lean(at, getattr(held, axis), x[rows], getattr(before, axis)[rows], right)
    return replace(heads, leaning=leaning)


def _columns(
    entries: list[Entry], vectors: Mapping[str, FloatArray], heads: Heads, x: FloatArray, labels: npt.NDArray[np.str_]
) -> OwnColumns:
    examples = {e.id: np.asarray(features(vectors[e.id], vectors[e.id]) - heads.center, dtype=np.float32) for e in entries}
    return fit_columns(x, examples, {e.id: labels == e.maps_to for e in entries if e.maps_to})


def _encoded(entry: Entry, encoder: Encoder) -> FloatArray:
    sentences = _sentences(entry)
    return encoder.encode(sentences, [[(0, len(s))] for s in sentences])


def _examples(known: Examples, unknown: Mapping[str, list[Entry]], vectors: Mapping[str, FloatArray]) -> Examples:
    """With the sentences of own entries, so that a mention placed there can be explained: each tells one axis and leaves the other open."""
    for axis, entries in unknown.items():
        for e in entries:
            place = (e.id, "") if axis == "stage" else ("", e.id)
            languages = ["fr"] * len(e.examples.fr) + ["en"] * len(e.examples.en)
            known = with_others(known, _sentences(e), [place] * len(languages), languages, vectors[e.id])
    return known


def _together(heads: Heads, own: Mapping[str, OwnColumns], axes: Mapping[str, tuple[Entry, ...]]) -> FloatArray:
    """What goes together, with the company's own entries: each as the entry it maps to, or as nothing is known of it."""
    table = heads.together
    for at, axis in enumerate(("stage", "touchpoint")):
        parents = {e.id: e.maps_to for e in axes[axis]}
        for own_id in own[axis].ids if axis in own else ():
            parent = parents[own_id]
            row = (
                table.take(heads.labels[axis].index(parent), at)
                if parent in heads.labels[axis]
                else np.zeros(table.shape[1 - at], np.float32)
            )
            table = np.concatenate([table, np.expand_dims(row, at)], axis=at)
    return np.asarray(table, dtype=np.float32)


def _sentences(entry: Entry) -> list[str]:
    return [*entry.examples.fr, *entry.examples.en]
