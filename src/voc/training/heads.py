"""Fits the heads that ship.

    python -m voc.training.heads --data FOLDER... --out models/heads

Five-fold cross-validation, comment by comment, gives every training mention a prediction by heads that have not seen it: temperatures and
thresholds are chosen on these, and so are the rules of the roll-up (`benchmarks/rollup.py`). The heads that ship are then fitted on all.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from voc.config import Journey
from voc.models import manifest
from voc.models.encoder import open_encoder
from voc.models.heads import FILES, HEADS, joined, softmax
from voc.protocols import FloatArray, Written
from voc.shipped import shipped
from voc.training import words
from voc.training.batches import UNKNOWN
from voc.training.calibration import Logits, figures, probabilities, temperatures
from voc.training.data import labelled
from voc.training.ground import Ground, Labels, aligned, examples, ground
from voc.training.together import affinities

# Below these a guess is not worth a place on the map. Of cross-validated mentions 1.7 % and 1.5 % lie there, a quarter and a fifth of them
# right; leaving them unplaced costs .004 of pair F1.
MIN_STAGE, MIN_TOUCHPOINT = 0.22, 0.18
ORIGIN = "python -m voc.training.heads, on the labelled mentions named in models/heads/CARD.md"


@dataclass(frozen=True)
class Recipe:
    """Chosen by cross-validation on the training comments."""

    hidden: int = 256
    epochs: int = 8
    rate: float = 1.5e-3
    decay: float = 1e-2
    dropout: float = 0.3
    batch: int = 256
    networks: int = 3
    folds: int = 5
    seed: int = 20260914


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


def cross_validated(known: Ground, extra: Ground, recipe: Recipe) -> tuple[list[Logits], Logits]:
    """Per network, and from the words, logits of every mention from heads that saw no mention of its comment."""
    from sklearn.model_selection import GroupKFold

    center = known.x.mean(axis=0)
    found = [{h: np.zeros((len(known.x), len(known.names[h])), np.float32) for h in HEADS} for _ in range(recipe.networks)]
    said = {h: np.zeros((len(known.x), len(known.names[h])), np.float32) for h in HEADS}
    folds = GroupKFold(recipe.folds, shuffle=True, random_state=recipe.seed)
    for train, test in folds.split(known.x, groups=known.owner):
        x, y = _with(extra, known.x[train] - center, known.y[train], center)
        for i in range(recipe.networks):
            network = fit(x, y, known.names, recipe, recipe.seed + i)
            for head, values in logits_of(network, known.x[test] - center, known.names).items():
                found[i][head][test] = values
        told = _both(words.rows_of(known.written, train), extra.written)
        own = words.fit(told, y, known.names).logits(words.rows_of(known.written, test))
        for head, values in by_head(own, known.names).items():
            said[head][test] = values
    return found, said


def _with(extra: Ground, x: FloatArray, y: Labels, center: FloatArray) -> tuple[FloatArray, Labels]:
    return np.concatenate([x, extra.x - center]).astype(np.float32), np.concatenate([y, extra.y])


def _both(one: Written, other: Written) -> Written:
    return Written([*one.texts, *other.texts], [*one.wholes, *other.wholes], [*one.languages, *other.languages])


def save(out: Path, networks: Sequence[dict[str, FloatArray]], center: FloatArray, about: dict[str, Any]) -> None:
    """Write `heads.npz` (half precision) and `heads.json`."""
    out.mkdir(parents=True, exist_ok=True)
    arrays = {f"{i}.{k}": v.astype(np.float16) for i, n in enumerate(networks) for k, v in n.items()} | {
        "center": center.astype(np.float16)
    }
    np.savez(out / "heads.npz", **arrays)  # type: ignore[arg-type]
    (out / "heads.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validate, fit on everything, write the heads and their figures; what the manifest lists is listed anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of labelled comments")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", default="shipped", help="`shipped`, or any encoder that voc can open")
    parser.add_argument("--predictions", type=Path, help="also save the cross-validated probabilities (.npz)")
    chosen = parser.parse_args(arguments)
    recipe, encoder = Recipe(), open_encoder(chosen.encoder, shipped("models"))
    known = ground(labelled(chosen.data), encoder)
    journey = Journey.model_validate(yaml.safe_load(shipped("configs/journey.yml").read_text(encoding="utf-8")))
    extra = aligned(examples(journey), known, encoder)
    found, said = cross_validated(known, extra, recipe)
    warm = temperatures(found, known.y)
    alone = probabilities(found, warm)
    joint = temperatures([{h: np.log(np.maximum(alone[h], 1e-9)) + said[h] for h in HEADS}], known.y)
    p = {h: joined(alone[h], said[h], joint[h]) for h in HEADS}
    measured = {
        "vectors and words": figures(p, known),
        "vectors alone": figures(alone, known),
        "words alone": figures(_softmaxes(said), known),
    }
    sys.stdout.write(json.dumps(measured, indent=1) + "\n")
    if chosen.predictions:
        np.savez(chosen.predictions, **p)  # type: ignore[arg-type]
    center = known.x.mean(axis=0).astype(np.float16).astype(np.float32)
    x, y = _with(extra, known.x - center, known.y, center)
    networks = [fit(x, y, known.names, recipe, recipe.seed + i) for i in range(recipe.networks)]
    about = {
        "encoder": encoder.model_id,
        "networks": len(networks),
        "labels": known.names,
        "temperatures": warm,
        "joint_temperatures": joint,
    }
    about |= {"min_stage": MIN_STAGE, "min_touchpoint": MIN_TOUCHPOINT, "together": affinities(known)}
    save(chosen.out, networks, center, about | {"cross_validated": measured})
    words.save(chosen.out, words.fit(_both(known.written, extra.written), y, known.names))
    if chosen.out.resolve().parent == shipped("models").resolve():
        folder = chosen.out.parent
        manifest.write(folder, [manifest.describe(folder, f"heads/{f}", licence="MIT", origin=ORIGIN) for f in FILES])
    return 0


def _softmaxes(logits: Logits) -> Logits:
    return {h: softmax(v) for h, v in logits.items()}


if __name__ == "__main__":
    sys.exit(main())
