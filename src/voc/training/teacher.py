"""What the tuned encoder must not forget: where the untuned one puts each mention by subject."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.models.encoder import OnnxEncoder, unit_rows
from voc.protocols import Encoder, FloatArray
from voc.training.alignment import aligned
from voc.training.data import LabelledComment

# Characters over which a mention's need of its comment fades.
SHORT = 40.0
# Chosen on held-out comments: cosine to the teacher .831 at .03, .832 at .3, .825 at 3.
RIDGE = 0.3
# Comments between two savings.
CHUNK = 2000


def subjects(comments: Sequence[LabelledComment], encoder: Encoder, kept: Path) -> FloatArray:
    """Centred subject vectors of all mentions, by the encoder before tuning.

    A vector tuned to stages and feelings puts a late parcel beside a late refund; topics need to know which of the two it was.
    The untuned encoder reads each mention alone and in its comment (`mixed`); a linear map of the tuned vector
    learns to say the same, so that at night one reading serves both.

    Args:
        comments: What to read.
        encoder: The untuned one.
        kept: File of what it has read before; new readings join it every `CHUNK` comments.
    Returns:
        Unit rows, one per mention, shape (n, dim).
    """
    known = _read_kept(kept)
    keys = [_key(c, encoder.model_id) for c in comments]
    missing = list({key: c for key, c in zip(keys, comments, strict=True) if key not in known}.items())
    for at in range(0, len(missing), CHUNK):
        sys.stderr.write(f"teacher: {at} of {len(missing)} comments\n")
        chunk = missing[at : at + CHUNK]
        rows = _taught([c for _, c in chunk], encoder)
        ends = np.cumsum([len(c.spans) for _, c in chunk])[:-1]
        known |= dict(zip((key for key, _ in chunk), np.split(rows, ends), strict=True))
        _keep(known, kept)
    found = np.concatenate([known[key] for key in keys]).astype(np.float32)
    return centred(found, found.mean(axis=0))


def _taught(comments: Sequence[LabelledComment], encoder: Encoder) -> FloatArray:
    in_context = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    said = [text for c in comments for text in c.mentions()]
    by_itself = encoder.encode(said, [[(0, len(t))] for t in said])
    return mixed(in_context, by_itself, np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64))


def _key(comment: LabelledComment, model_id: str) -> str:
    return hashlib.sha256(f"{model_id}\n{comment.spans}\n{comment.text}".encode()).hexdigest()[:24]


def _read_kept(file: Path) -> dict[str, FloatArray]:
    if not file.is_file():
        return {}
    with np.load(file) as kept:
        return dict(zip(kept["keys"].tolist(), np.split(kept["rows"], kept["ends"][:-1]), strict=True))


def _keep(known: dict[str, FloatArray], file: Path) -> None:
    """Written beside and moved into place: a run that is stopped leaves a whole file."""
    beside = file.with_suffix(".part.npz")
    ends = np.cumsum([len(rows) for rows in known.values()])
    np.savez(beside, keys=np.array(list(known)), rows=np.concatenate(list(known.values())), ends=ends)
    beside.replace(file)


def mixed(in_context: FloatArray, by_itself: FloatArray, lengths: npt.NDArray[np.float64]) -> FloatArray:
    """What each mention is about: its own words weigh 70 %, fewer when they are few ("I gave up." needs its comment).

    Args:
        in_context: One unit row per mention, read in its comment, shape (n, dim).
        by_itself: The same mentions, read alone.
        lengths: Characters of each mention.
    Returns:
        Unit rows, shape (n, dim).
    """
    context = (0.3 + 0.5 * np.exp(-lengths / SHORT))[:, None]
    both = context * in_context + (1 - context) * by_itself
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def centred(vectors: FloatArray, center: FloatArray) -> FloatArray:
    """Vectors around their mean, made unit: e5's all point the same way."""
    moved = vectors - center
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def fit_subjects(comments: Sequence[LabelledComment], taught: FloatArray, folder: Path, seed: int) -> None:
    """Write `subject.npz`: the ridge regression from both layers of a tuned encoder to what the teacher says, with the languages aligned.

    Args:
        comments: Those that the encoder was tuned on.
        taught: Their `subjects`, shape (n_mentions, dim).
        folder: Of the tuned encoder; its map, if it has one, is replaced.
        seed: Of what is drawn to align the languages.
    """
    dim = taught.shape[1]
    np.savez(folder / "subject.npz", weight=np.zeros((2 * dim, dim), np.float16), bias=np.zeros(dim, np.float16))
    upper, lower = OnnxEncoder(folder).layers([c.text for c in comments], [list(c.spans) for c in comments])
    x = np.concatenate([upper, lower, np.ones((len(upper), 1), np.float32)], axis=1).astype(np.float64)
    fitted = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ taught)
    found = unit_rows((x @ fitted).astype(np.float32))
    fitted = fitted @ aligned(found, [t for c in comments for t in c.mentions()], [c.language for c in comments for _ in c.spans], seed)
    np.savez(folder / "subject.npz", weight=fitted[:-1].astype(np.float16), bias=fitted[-1].astype(np.float16))
