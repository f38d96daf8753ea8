"""Names that analysts give to usual subjects, each with the words that show a comment is about it.

A name fits a topic when many of the topic's own mentions say its words and few of the others do.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

LEAST_SHARE = 0.1
"""A name needs this share of the topic's mentions nearest its centre."""
LEAST_LIFT = 3.0
"""And to be so many times as frequent there as in the corpus."""
UNSEEN = 0.5
"""Mentions added to each count, so that a name nobody else needs is not infinitely rare."""

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Known:
    """A name in both languages, and its cue words: every group must be met, by any of its beginnings of words."""

    fr: str
    en: str
    cues: dict[str, Groups]


@cache
def bank() -> tuple[Known, ...]:
    """All names of `names.csv`, in order."""
    lines = files("voc.topics").joinpath("names.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Known(row["fr"], row["en"], {"fr": _groups(row["cues_fr"]), "en": _groups(row["cues_en"])})
        for row in csv.DictReader(lines, delimiter=";")
    )


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


def fitting(sample: pd.DataFrame) -> pd.DataFrame:
    """The names that fit each topic, best first.

    The score of a name is `share · log(share / usual)`: its part of the divergence between what the topic and what the corpus says.

    Args:
        sample: topic_id ("" for background), text, language, said (mentions of the topic in this language).
    Returns:
        topic_id, fr, en, share, score; by topic_id, falling score, fr.
    """
    rows = sample[sample["language"].isin(["fr", "en"])].reset_index(drop=True)
    topic, ids = pd.factorize(rows["topic_id"], sort=True)
    says = np.zeros((len(rows), len(bank())), dtype=bool)
    for language, mine in rows.groupby("language"):
        says[mine.index] = met(mine["text"].tolist(), str(language))
    # Languages weigh as they do in the topic, although as many mentions of each were read.
    read = rows.groupby(["topic_id", "language"])["text"].transform("size")
    weight = (rows["said"].clip(lower=1) / read).to_numpy()
    share = np.zeros((len(ids), len(bank())))
    np.add.at(share, topic, says * weight[:, None])
    share /= np.bincount(topic, weight, len(ids))[:, None]
    usual = (says.sum(axis=0) + UNSEEN) / (len(rows) + UNSEEN)
    fits = (share >= LEAST_SHARE) & (share >= LEAST_LIFT * usual) & (np.asarray(ids) != "")[:, None]
    at, name = np.nonzero(fits)
    found = pd.DataFrame(
        {
            "topic_id": np.asarray(ids)[at],
            "fr": [bank()[k].fr for k in name],
            "en": [bank()[k].en for k in name],
            "share": share[at, name],
            "score": (share * np.log(np.maximum(share, 1e-9) / usual))[at, name],
        }
    )
    return found.sort_values(["topic_id", "score", "fr"], ascending=[True, False, True], ignore_index=True)
