"""Labelled sentences that ship, to show beside a placement: "it was placed there because it reads like this one"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voc.protocols import FloatArray

FILES = ("examples.npz", "examples.json")
# Below this cosine, around the mean of all, the nearest example is no explanation.
LEAST = 0.35


@dataclass(frozen=True)
class Examples:
    """Sentences with their place.

    Attributes:
        texts: Written for the project or by the company; never a customer's.
        places: (stage, touchpoint) of each; an empty one stands for any.
        languages: fr or en.
        vectors: Unit rows around `center`, shape (n, dim).
        center: Mean of the vectors of mentions, shape (dim,).
    """

    texts: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    vectors: FloatArray
    center: FloatArray

    def nearest(self, mentions: FloatArray, places: Sequence[tuple[str, str]], languages: Sequence[str]) -> list[str | None]:
        """For each mention the nearest example of its place, in its own language where there is one; None when none is near.

        Args:
            mentions: Unit rows, shape (n, dim).
            places: Stage and touchpoint of each.
            languages: Of each.
        """
        found: list[str | None] = [None] * len(places)
        around = around_center(mentions, self.center)
        stage, touchpoint = (np.array([p[at] for p in self.places], dtype=str) for at in (0, 1))
        wanted = np.array([f"{s}/{t}" for s, t in places])
        tongue, spoken = np.array(self.languages), np.array(languages)
        for place in np.unique(wanted):
            at = str(place).split("/")
            here = np.isin(stage, ("", at[0])) & np.isin(touchpoint, ("", at[1]))
            for language in np.unique(spoken[wanted == place]):
                rows = np.flatnonzero((wanted == place) & (spoken == language))
                mine = np.flatnonzero(here & (tongue == (language if language in ("fr", "en") else tongue)))
                if not len(mine):
                    continue
                alike = around[rows] @ self.vectors[mine].T
                for row, best, cosine in zip(rows, mine[alike.argmax(axis=1)], alike.max(axis=1), strict=True):
                    found[row] = self.texts[best] if cosine >= LEAST else None
        return found


def with_others(
    known: Examples, texts: Sequence[str], places: Sequence[tuple[str, str]], languages: Sequence[str], vectors: FloatArray
) -> Examples:
    """The examples with others beside them, those of a company's own entries.

    Args:
        known: What ships.
        texts: The other sentences, n of them.
        places: Of each; an empty stage or touchpoint stands for any.
        languages: Of each.
        vectors: Unit rows as the encoder gives them, shape (n, dim).
    """
    around = np.concatenate([known.vectors, around_center(vectors, known.center)])
    return Examples((*known.texts, *texts), (*known.places, *places), (*known.languages, *languages), around, known.center)


def around_center(vectors: FloatArray, center: FloatArray) -> FloatArray:
    """Unit rows as seen from the middle: all vectors of an encoder point nearly the same way."""
    moved = vectors - center
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def save(folder: Path, examples: Examples) -> None:
    """Write `examples.npz` (half precision) and `examples.json`."""
    np.savez(folder / FILES[0], vectors=examples.vectors.astype(np.float16), center=examples.center.astype(np.float16))
    rows = [[t, s, p, g] for t, (s, p), g in zip(examples.texts, examples.places, examples.languages, strict=True)]
    (folder / FILES[1]).write_text(json.dumps(rows, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def load(folder: Path) -> Examples:
    """Read what `save` wrote."""
    rows = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
    with np.load(folder / FILES[0], allow_pickle=False) as stored:
        vectors, center = (stored[k].astype(np.float32) for k in ("vectors", "center"))
    return Examples(tuple(r[0] for r in rows), tuple((r[1], r[2]) for r in rows), tuple(r[3] for r in rows), vectors, center)
