"""The heads: sentiment, effort, stage and touchpoint from a mention's vector beside that of its comment, and from its words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.errors import ModelError
from voc.models import examples, manifest
from voc.models.corrected import Leaning
from voc.models.examples import Examples
from voc.models.features import features, softmax
from voc.models.own_entries import OwnColumns
from voc.models.words import Words
from voc.models.words import load as load_words
from voc.protocols import FloatArray, Predictions, Written

SHIPPED = "shipped"
FILES = ("heads.npz", "heads.json", "words.npz", "words.json", *examples.FILES)
UNPLACED = "unplaced"
HEADS = ("sentiment", "effort", "stage", "touchpoint")


@dataclass(frozen=True)
class Heads:
    """A few small networks whose probabilities are averaged: one hidden layer and a straight path beside it.

    Attributes:
        encoder: model_id of the encoder whose vectors they were fitted on.
        version: Changes with any weight or setting.
        center: Mean of the features, shape (2 * dim,).
        networks: Per network hidden (2 * dim, h), hidden_bias (h,), out (h, k), straight (2 * dim, k), bias (k,).
        labels: Per head, the ids of its columns; the columns of all heads lie side by side in HEADS' order.
        temperatures: Per head, what its logits are divided by so that probabilities mean what they say.
        min_stage: Probability below which a stage is not believed.
        min_touchpoint: The same for touchpoints.
        words: What the words themselves say.
        words_weight: How much that counts beside what the vectors say.
        joint_temperatures: Per head, what the sum of both opinions is divided by.
        together: Log-factors of each stage with each touchpoint.
        examples: Labelled sentences to explain a place with.
        own: Per axis (stage, touchpoint), scores of entries of a company's own.
        leaning: Per axis, what was learnt from corrections.
    """

    encoder: str
    version: str
    center: FloatArray
    networks: tuple[dict[str, FloatArray], ...]
    labels: dict[str, tuple[str, ...]]
    temperatures: dict[str, float]
    min_stage: float
    min_touchpoint: float
    words: Words
    words_weight: float
    joint_temperatures: dict[str, float]
    together: FloatArray
    examples: Examples
    own: Mapping[str, OwnColumns] = field(default_factory=dict)
    leaning: Mapping[str, Leaning] = field(default_factory=dict)

    def predict(self, mentions: FloatArray, comments: FloatArray, written: Written | None = None) -> Predictions:
        """Probabilities for n mentions; see `protocols.Reader`."""
        x = features(mentions, comments) - self.center
        found = {name: np.zeros((len(x), len(self.labels[name])), dtype=np.float32) for name in HEADS}
        for network in self.networks:
            hidden = np.maximum(x @ network["hidden"] + network["hidden_bias"], 0.0)
            logits = self._columns(hidden @ network["out"] + x @ network["straight"] + network["bias"])
            for name in HEADS:
                found[name] += softmax(logits[name] / self.temperatures[name]) / len(self.networks)
        if written is not None:
            said = self._columns(self.words_weight * self.words.logits(written))
            found = {name: joined(found[name], said[name], self.joint_temperatures[name]) for name in HEADS}
        labels = dict(self.labels)
        for name, columns in self.own.items():
            found[name] = columns.beside(found[name], x)
            labels[name] = (*labels[name], *columns.ids)
        for name, learnt in self.leaning.items():
            found[name] = learnt.of(found[name], x)
        return Predictions(
            found["sentiment"],
            found["effort"][:, 1],
            found["stage"],
            found["touchpoint"],
            labels["stage"],
            labels["touchpoint"],
            self.min_stage,
            self.min_touchpoint,
            self.together,
        )

    def because(self, mentions: FloatArray, written: Written, places: Sequence[tuple[str, str]]) -> list[tuple[list[str], str | None]]:
        """Why each mention is where it is; see `protocols.Reader`."""
        near = self.examples.nearest(mentions, places, written.languages)
        starts = dict(zip(HEADS, accumulate((len(self.labels[h]) for h in HEADS), initial=0), strict=False))
        above = self.words.above([slice(starts[h], starts[h] + len(self.labels[h])) for h in HEADS])
        out = []
        for text, language, place, example in zip(written.texts, written.languages, places, near, strict=True):
            # Words weigh on the default entries only; examples there are of a company's own as well.
            known = [(h, own) for h, own in zip(("stage", "touchpoint"), place, strict=True) if own in self.labels[h] and own != UNPLACED]
            columns = [starts[h] + self.labels[h].index(own) for h, own in known]
            heavy = self.words.weighing(text, language, columns, above) if known else []
            out.append((heavy, example if set(place) != {UNPLACED} else None))
        return out

    def _columns(self, logits: npt.NDArray[np.floating[Any]]) -> dict[str, FloatArray]:
        """The columns of each head."""
        cuts = np.cumsum([len(self.labels[name]) for name in HEADS])[:-1]
        return {name: np.asarray(part, np.float32) for name, part in zip(HEADS, np.split(logits, cuts, axis=1), strict=True)}


def joined(p: FloatArray, logits: FloatArray, temperature: float) -> FloatArray:
    """Two opinions as one, a product of experts (Hinton 2002): the vectors' probabilities and the words' logits, each shape (n, k)."""
    return softmax((np.log(np.maximum(p, 1e-9)) + logits) / temperature)


def open_heads(name: str, folder: Path) -> Heads:
    """The heads that the configuration names.

    Args:
        name: "shipped", or a folder made by `voc.training.heads`.
        folder: The models folder, where `manifest.json` and `heads/` lie.
    Raises:
        ModelError: A file is missing, or is not the one the manifest describes.
    """
    if name == SHIPPED:
        manifest.verify(folder, [f"heads/{file}" for file in FILES])
    return load_heads(folder / "heads" if name == SHIPPED else Path(name))


def load_heads(folder: Path) -> Heads:
    """Read the files that `voc.training.heads` writes.

    Raises:
        ModelError: A file is missing or unreadable.
    """
    try:
        about = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
        with np.load(folder / "heads.npz", allow_pickle=False) as stored:
            arrays = {k: stored[k].astype(np.float32) for k in stored.files}
        words, sentences = load_words(folder), examples.load(folder)
        version = hashlib.sha256(b"".join((folder / file).read_bytes() for file in FILES)).hexdigest()[:12]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"the heads cannot be read: {error}", where=str(folder), advice="fit them again: python -m voc.training.heads"
        ) from error
    networks = tuple({k.split(".")[1]: v for k, v in arrays.items() if k.startswith(f"{i}.")} for i in range(about["networks"]))
    labels = {name: tuple(about["labels"][name]) for name in HEADS}
    return Heads(
        about["encoder"],
        version,
        arrays["center"],
        networks,
        labels,
        about["temperatures"],
        about["min_stage"],
        about["min_touchpoint"],
        words,
        about["words"],
        about["joint_temperatures"],
        np.array(about["together"], dtype=np.float32),
        sentences,
    )


def check_pair(model_id: str, heads: Heads) -> None:
    """Heads read the vectors of one encoder only.

    Raises:
        ModelError: They were fitted on another one.
    """
    if heads.encoder != model_id:
        raise ModelError(
            f"the heads were fitted on the vectors of {heads.encoder}",
            where=model_id,
            expected=heads.encoder,
            advice="fit heads for this encoder: python -m voc.training.heads --encoder NAME --data FOLDER --out FOLDER",
        )
