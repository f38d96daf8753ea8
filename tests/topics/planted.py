"""Planted subjects with vectors of their own, and a lemmatizer that needs no model."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from voc.config import TopicSettings
from voc.protocols import FloatArray, Word
from voc.topics import Discovery, Registry, Wording, discover

SUBJECTS = {
    ("livraison", "fr"): ("retard de livraison", "colis", "livreur"),
    ("livraison", "en"): ("delivery delay", "parcel", "driver"),
    ("remboursement", "fr"): ("demande de remboursement", "retour", "argent"),
    ("remboursement", "en"): ("refund request", "return", "money"),
    ("application", "fr"): ("bug de connexion", "écran", "mise à jour"),
    ("application", "en"): ("login error", "screen", "update"),
    ("accueil", "fr"): ("accueil en magasin", "vendeuse", "caisse"),
    ("accueil", "en"): ("store staff", "checkout", "shop"),
}
NOUNS = {w for words in SUBJECTS.values() for phrase in words for w in phrase.split()} - {"de", "en", "à"}
# A mention needs a few words to found a topic; these are nobody's subject.
TAIL = {"fr": "encore une fois", "en": "once again today"}
SINGULAR = {"retards": "retard", "parcels": "parcel"}
DIM = 32


class PlainLemmatizer:
    """Knows the planted nouns only."""

    def __init__(self) -> None:
        self.read = 0

    def lemmas(self, texts: Sequence[str], language: str) -> list[list[Word]]:
        self.read += len(texts)
        return [
            [self._word(m) for m in re.finditer(r"\w+", text) if SINGULAR.get(m.group().lower(), m.group().lower()) in NOUNS]
            for text in texts
        ]

    def _word(self, match: re.Match[str]) -> Word:
        lower = match.group().lower()
        return Word(SINGULAR.get(lower, lower), match.group(), "NOUN", match.start())


def planted(
    per_cell: int = 40,
    seed: int = 1,
    only: Sequence[str] = ("livraison", "remboursement", "application", "accueil"),
    received: str = "2026-06-01",
) -> tuple[pd.DataFrame, FloatArray]:
    """Mentions of each subject in both languages; each language lies far from the other, as real encoders have it."""
    rng = np.random.default_rng(seed)
    places = np.random.default_rng(99).normal(size=(8, DIM))
    tongue = {"fr": places[6] * 2, "en": places[7] * 2}
    rows, vectors = [], []
    for number, subject in enumerate(["livraison", "remboursement", "application", "accueil"]):
        for language in ("fr", "en"):
            words = SUBJECTS[subject, language]
            for k in range(per_cell if subject in only else 0):
                text = f"{words[0]} {words[k % 3]} {TAIL[language]} n{seed}x{number}x{k}"
                rows.append({"text": text, "language": language, "subject": subject})
                vectors.append(places[number] + tongue[language] + rng.normal(size=DIM) * 0.35)
    frame = pd.DataFrame(rows)
    frame["mention_id"] = [f"m{seed}-{i:05d}" for i in range(len(frame))]
    frame["feedback_id"] = frame["mention_id"].str.replace("m", "f")
    frame["author"] = frame["feedback_id"]
    frame = frame.astype("str")
    frame["received_at"] = pd.Timestamp(received, tz="UTC")
    matrix = np.array(vectors)
    return frame, (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


DAY = pd.Timestamp("2026-09-01")


def night(
    mentions: pd.DataFrame, vectors: FloatArray, registry: Registry | None = None, day: pd.Timestamp = DAY, *, refit: bool = False
) -> Discovery:
    """One night, or a refit, of the planted company."""
    known = registry or Registry.empty("e1")
    return discover(mentions, vectors, known, TopicSettings(), Wording(PlainLemmatizer()), 7, day, refit=refit)
