"""Names that analysts give to usual subjects, each with the words that show a comment is about it.

A name fits a topic when many of the topic's own mentions say its words and few of the others do. Each name belongs to a more general one,
a theme, and each theme to an area.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.protocols import Encoder, FloatArray
from voc.topics.distinct import unit
from voc.topics.reduce import Origins

LEAST_SHARE = 0.07
"""A name needs this share of the topic's mentions nearest its centre."""
LEAST_MENTIONS = 2
"""And so many of them, or chance would name small topics."""
LEAST_LIFT = 3.0
"""And to be so many times as frequent there as elsewhere."""
LEAST_LIKENESS = 0.12
"""And to lie so near (cosine) to the topic's centroid."""
TELLS = 1.4
"""A name that says what is the matter ("Declined payments") is worth so much more than one that says with what ("Bank card")."""
UNSEEN = 0.5
"""Mentions added to each count, so that a name nobody else needs is not infinitely rare."""

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Known:
    """A name in both languages, its theme, and its cue words: every group must be met, by any of its beginnings of words."""

    fr: str
    en: str
    theme: str
    cues: dict[str, Groups]


@dataclass(frozen=True)
class Broader:
    """A more general name in both languages, and of a theme its area and the touchpoints of the default journey that it speaks of."""

    fr: str
    en: str
    area: str = ""
    touchpoints: tuple[str, ...] = ()


@cache
def bank() -> tuple[Known, ...]:
    """All names of `names.csv`, in order."""
    return tuple(
        Known(row["fr"], row["en"], row["theme"], {"fr": _groups(row["cues_fr"]), "en": _groups(row["cues_en"])})
        for row in _rows("names.csv")
    )


@cache
def themes() -> dict[str, Broader]:
    """The general names of `themes.csv`, by id, in order."""
    return {
        row["theme"]: Broader(row["fr"], row["en"], row["area"], tuple(filter(None, row["touchpoints"].split("|"))))
        for row in _rows("themes.csv")
    }


@cache
def areas() -> dict[str, Broader]:
    """The most general names, those of `areas.csv`, by id, in order."""
    return {row["area"]: Broader(row["fr"], row["en"]) for row in _rows("areas.csv")}


def theme_of(name_fr: str, touchpoints: Mapping[str, tuple[str, str]]) -> str | None:
    """The theme of a name of the bank or of a touchpoint, also where a word was added to set it apart; None for any other name.

    Args:
        touchpoints: The company's names, by id.
    """
    head = name_fr.split("\u00a0:")[0]
    place = next((i for i, name in touchpoints.items() if name[0] == head), None)
    named = (known.theme for known in bank() if known.fr == head)
    return next(named, next((i for i, theme in themes().items() if place in theme.touchpoints), None))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("voc.topics").joinpath(name).read_text(encoding="utf-8").splitlines(), delimiter=";"))


def _groups(cues: str) -> Groups:
    return tuple(tuple(_cue(c) for c in group.split("|") if c.strip()) for group in cues.split("+"))


def _cue(cue: str) -> str:
    """As it is looked for in a `spaced` text: at the beginning of a word, up to its end when marked so."""
    plain = spaced(cue.replace("$", "")).rstrip()
    return plain + " " if cue.strip().endswith("$") else plain


def spaced(text: str) -> str:
    """Lower case without accents, words between single spaces, a space at either end."""
    folded = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return f" {' '.join(kept.split())} "


def met(texts: Sequence[str], language: str) -> npt.NDArray[np.bool_]:
    """Which names each text says the words of, shape (texts, names)."""
    plain = [spaced(t) for t in texts]
    found = np.zeros((len(plain), len(bank())), dtype=bool)
    for k, known in enumerate(bank()):
        groups = known.cues[language]
        found[:, k] = [all(any(cue in text for cue in group) for group in groups) for text in plain]
    return found


# Per encoder (by its id) the names as it read them: they are read once in a process.
_KEPT: dict[str, dict[str, FloatArray]] = {}


def _read(encoder: Encoder) -> dict[str, FloatArray]:
    """Subject vectors of all names, as the encoder reads them in each language."""
    if encoder.model_id not in _KEPT:
        names = {"fr": [k.fr for k in bank()], "en": [k.en for k in bank()]}
        _KEPT[encoder.model_id] = {x: encoder.encode_both(mine, [[(0, len(n))] for n in mine])[1] for x, mine in names.items()}
    return _KEPT[encoder.model_id]


def meanings(encoder: Encoder, origins: Origins) -> FloatArray:
    """Where each name lies among centred subject vectors, unit rows, shape (names, dim)."""
    read = _read(encoder)
    return unit(np.mean([unit(read[x] - origins[x]) for x in read if x in origins], axis=0)) if origins else unit(read["en"])


def fitting(sample: pd.DataFrame, likeness: Mapping[str, FloatArray]) -> pd.DataFrame:
    """The names that fit each topic, best first.

    The score of a name is `share · log(share / usual)`, its part of the divergence between what the topic and what the corpus says, times
    the cosine of the name to the topic (words alone would call a queue at the till a cash withdrawal), times `TELLS` where it says what is
    the matter.

    Args:
        sample: topic_id ("" for background), text, language, said (mentions of the topic in this language).
        likeness: Per topic the cosine of every name of the bank to its centroid, shape (names,); where it is absent words alone decide.
    Returns:
        topic_id, fr, en, share, score; by topic_id, falling score, fr.
    """
    rows = sample[sample["language"].isin(["fr", "en"])].reset_index(drop=True)
    if rows.empty:
        return pd.DataFrame({"topic_id": [], "fr": [], "en": [], "share": [], "score": []})
    topic, ids = pd.factorize(rows["topic_id"], sort=True)
    says = np.zeros((len(rows), len(bank())), dtype=bool)
    for language, mine in rows.groupby("language"):
        says[mine.index] = met(mine["text"].tolist(), str(language))
    # Languages weigh as they do in the topic, although as many mentions of each were read.
    weight = rows["said"].clip(lower=1) / rows.groupby(["topic_id", "language"])["text"].transform("size")
    members = np.where(topic == np.arange(len(ids))[:, None], weight.to_numpy(), 0.0)
    total = members.sum(axis=1, keepdims=True)
    share = np.einsum("ij,jk->ik", members, says) / total
    alike = np.vstack([np.clip(likeness.get(str(t), np.ones(len(bank()))), 0, 1) for t in ids])
    usual = (says.sum(axis=0) + UNSEEN) / (len(rows) + UNSEEN)
    tells = np.array([TELLS if any(len(g) > 1 for g in k.cues.values()) else 1.0 for k in bank()])
    score = share * np.log(np.maximum(share, 1e-9) / usual) * alike * tells
    n = np.einsum("ij,jk->ik", (members > 0).astype(np.int64), says.astype(np.int64))
    elsewhere = (says.sum(axis=0) - n + UNSEEN) / (len(rows) - (members > 0).sum(axis=1)[:, None] + UNSEEN)
    fits = (n >= LEAST_MENTIONS) & (alike >= LEAST_LIKENESS) & (share >= LEAST_SHARE) & (share >= LEAST_LIFT * elsewhere) & (score > 0)
    at, name = np.nonzero(fits & (np.asarray(ids) != "")[:, None])
    found = pd.DataFrame({"topic_id": np.asarray(ids)[at], "share": share[at, name], "score": score[at, name]})
    found = found.assign(**{x: [getattr(bank()[int(k)], x) for k in name] for x in ("fr", "en")})
    return found.sort_values(["topic_id", "score", "fr"], ascending=[True, False, True], ignore_index=True)
