"""Fits the heads that ship, on the vectors of a tuned encoder.

The comments that tuning held out are held out here too: temperatures and thresholds are chosen on them, and so are the rules of the roll-up
(`benchmarks/rollup.py`). They stay held out of what ships, so that anybody can see at any time how well it reads what it never saw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voc.config import Journey
from voc.models import ground as shipped_ground
from voc.models.features import softmax
from voc.models.heads import HEADS, joined
from voc.models.words import Words
from voc.protocols import Encoder, FloatArray, Written
from voc.training import words
from voc.training.batches import UNKNOWN
from voc.training.calibration import Logits, figures, probabilities, temperatures
from voc.training.data import LabelledComment
from voc.training.ground import Ground, Labels, aligned, examples, ground
from voc.training.together import affinities

# Below these a guess is not worth a place on the map; the curve of coverage and precision is in the card.
MIN_STAGE, MIN_TOUCHPOINT = 0.22, 0.18
# Mentions that ship as vectors, for own entries and corrections to be learnt beside; these use 6 000 at most.
SHIPPED_GROUND = 12_000


@dataclass(frozen=True)
class Recipe:
    """Chosen on held-out training comments."""

    hidden: int = 256
    epochs: int = 8
    rate: float = 1.5e-3
    decay: float = 1e-2
    dropout: float = 0.3
    batch: int = 256
    networks: int = 3
    words: float = 0.3
    seed: int = 20260914


@dataclass(frozen=True)
class Fitted:
    """Heads, and what they say of the comments that they never saw.

    Attributes:
        about: `heads.json`.
        arrays: `heads.npz`.
        words: What the words say.
        held_out: Probabilities per head, of every mention of the held-out comments, in order.
        known: The ground that they were fitted on, without the journey's examples.
    """

    about: dict[str, Any]
    arrays: dict[str, FloatArray]
    words: Words
    held_out: Logits
    known: Ground


def fit_heads(
    learnt: Sequence[LabelledComment], held_out: Sequence[LabelledComment], journey: Journey, encoder: Encoder, recipe: Recipe
) -> Fitted:
    """Fit on comments and on the journey's examples; calibrate on held-out comments.

    Args:
        learnt: The comments that the encoder was tuned on.
        held_out: The comments that it was not tuned on.
        journey: The default journey.
        encoder: The tuned encoder.
        recipe: The settings.
    """
    known = ground(learnt, encoder)
    watched = in_columns(ground(held_out, encoder), known)
    extra = aligned(examples(journey), known, encoder)
    # Half precision, as it ships.
    center = known.x.mean(axis=0).astype(np.float16).astype(np.float32)
    x = np.concatenate([known.x - center, extra.x - center]).astype(np.float32)
    y = np.concatenate([known.y, extra.y])
    networks = [fit(x, y, known.names, recipe, recipe.seed + i) for i in range(recipe.networks)]
    found = [logits_of(n, watched.x - center, known.names) for n in networks]
    warm = temperatures(found, watched.y)
    alone = probabilities(found, warm)
    spoken = words.fit(both(known.written, extra.written), y, known.names)
    said = by_head(recipe.words * spoken.logits(watched.written), known.names)
    joint = temperatures([{h: np.log(np.maximum(alone[h], 1e-9)) + said[h] for h in HEADS}], watched.y)
    p = {h: joined(alone[h], said[h], joint[h]) for h in HEADS}
    measured = {"vectors and words": p, "vectors alone": alone, "words alone": {h: softmax(v) for h, v in said.items()}}
    about = {
        "encoder": encoder.model_id,
        "networks": len(networks),
        "labels": known.names,
        "temperatures": warm,
        "joint_temperatures": joint,
        "words": recipe.words,
        "min_stage": MIN_STAGE,
        "min_touchpoint": MIN_TOUCHPOINT,
        "together": affinities(known),
        "held_out": {name: figures(q, watched) for name, q in measured.items()},
    }
    arrays = {f"{i}.{k}": v for i, n in enumerate(networks) for k, v in n.items()} | {"center": center}
    return Fitted(about, arrays, spoken, p, known)


def in_columns(other: Ground, known: Ground) -> Ground:
    """Ground whose labels are numbered as in another; a label that the other does not have is unknown."""
    y = other.y.copy()
    for at, head in enumerate(HEADS):
        new = {i: known.names[head].index(n) if n in known.names[head] else UNKNOWN for i, n in enumerate(other.names[head])}
        y[:, at] = [new.get(int(v), UNKNOWN) for v in other.y[:, at]]
    return Ground(other.x, y, other.owner, known.names, other.written)


def fit(x: FloatArray, y: Labels, names: dict[str, tuple[str, ...]], recipe: Recipe, seed: int) -> dict[str, FloatArray]:
    """One network: a hidden layer shared by all heads, and a straight path beside it."""
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(seed)
    widths = [len(names[h]) for h in HEADS]
    hidden, out = torch.nn.Linear(x.shape[1], recipe.hidden), torch.nn.Linear(recipe.hidden, sum(widths), bias=False)
    straight, drop = torch.nn.Linear(x.shape[1], sum(widths)), torch.nn.Dropout(recipe.dropout)
    with torch.no_grad():
        straight.weight.mul_(0.1)
    parameters = [*hidden.parameters(), *out.parameters(), *straight.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * -(-len(x) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps)
    inputs, targets, order = torch.from_numpy(x), torch.from_numpy(y), torch.Generator().manual_seed(seed)
    for _ in range(recipe.epochs):
        for rows in torch.randperm(len(x), generator=order).split(recipe.batch):  # type: ignore[no-untyped-call]
            z = out(drop(torch.relu(hidden(drop(inputs[rows]))))) + straight(inputs[rows])
            pieces = zip(z.split(widths, dim=1), targets[rows].T, strict=True)
            loss = torch.stack([cross_entropy(p, t, ignore_index=UNKNOWN) for p, t in pieces if (t != UNKNOWN).any()]).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    made = {
        "hidden": hidden.weight.T,
        "hidden_bias": hidden.bias,
        "out": out.weight.T,
        "straight": straight.weight.T,
        "bias": straight.bias,
    }
    return {k: np.ascontiguousarray(v.detach().numpy().astype(np.float16).astype(np.float32)) for k, v in made.items()}


def logits_of(network: dict[str, FloatArray], x: FloatArray, names: dict[str, tuple[str, ...]]) -> Logits:
    """Logits of each head, (n, k)."""
    z = np.maximum(x @ network["hidden"] + network["hidden_bias"], 0.0) @ network["out"] + x @ network["straight"] + network["bias"]
    return by_head(z, names)


def by_head(logits: FloatArray, names: dict[str, tuple[str, ...]]) -> Logits:
    """The columns of each head."""
    cuts = np.cumsum([len(names[h]) for h in HEADS])[:-1]
    return dict(zip(HEADS, np.split(logits, cuts, axis=1), strict=True))


def both(one: Written, other: Written) -> Written:
    """The words of both, one after the other."""
    return Written([*one.texts, *other.texts], [*one.wholes, *other.wholes], [*one.languages, *other.languages])


def save(out: Path, fitted: Fitted) -> None:
    """Write `heads.npz` (half precision), `heads.json`, `words.npz` and `words.json`, and the ground for a company's own entries."""
    out.mkdir(parents=True, exist_ok=True)
    np.savez(out / "heads.npz", **{k: v.astype(np.float16) for k, v in fitted.arrays.items()})  # type: ignore[arg-type]
    (out / "heads.json").write_text(json.dumps(fitted.about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    words.save(out, fitted.words)
    known = fitted.known
    # Whole comments, evenly: more would make the wheel heavier and no entry better.
    kept = known.owner % max(len(known.x) // SHIPPED_GROUND, 1) == 0
    vectors = known.x[kept, : known.x.shape[1] // 2] / np.sqrt(known.x.shape[1] // 2)
    labels = {h: np.array(known.names[h])[known.y[kept, HEADS.index(h)]] for h in ("stage", "touchpoint")}
    lengths = np.array([len(t) for t in known.written.texts], dtype=np.float64)[kept]
    shipped_ground.save(out, vectors, np.unique(known.owner[kept], return_inverse=True)[1], lengths, labels)
