"""voc against the plain stack, in turn: `VOC_DATA=DATA python benchmarks/plain_stack.py [ROWS]`.

The plain stack reads the same comments with sentence-transformers on torch in float32 (the same encoder, batches of 32) for vectors, then
with a sequence classifier of the same size for sentiment and another one for placement: three well-known parts side by side. voc is the
whole command `voc analyze`, from file to Parquet: gathering, language, personal data, mentions, vectors, heads, roll-up. Each runs in a
process of its own, on `ROWS` app reviews (8 000 when absent) and the 500 insurance reviews; what takes seconds is done three times in turn
and the median taken, because the first run of a day reads its libraries from the disk.
Writes benchmarks/results/plain_stack.md, where lines of other processors stay: how much faster eight-bit products are than float32
depends on what a processor has for either.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd

RESULTS = Path(__file__).parent / "results" / "plain_stack.md"
FILES = {
    "app reviews": ("app_reviews.parquet", None, "text"),
    "insurance reviews": ("insurance_reviews_fr.csv", ";", "avis"),
}
TURNS = {"app reviews": 1, "insurance reviews": 3}


def texts(data: Path, name: str, rows: int) -> list[str]:
    """The comments of one export, as the plain stack reads them."""
    file, separator, column = FILES[name]
    path = data / "exports" / file
    frame = pd.read_parquet(path) if separator is None else pd.read_csv(path, sep=separator, encoding="cp1252")
    column = column if column in frame else next(c for c in frame if frame[c].astype(str).str.len().mean() > 60)
    return [t for t in frame[column].astype(str).head(rows) if t.strip()]


def plain(said: list[str]) -> None:
    """Three models in float32, one after the other."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

    from voc.shipped import shipped

    folder = shipped("models") / "encoder"
    size = json.loads((folder / "config.json").read_text("utf-8"))
    config = BertConfig(
        vocab_size=size["vocab_size"], hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536,
        max_position_embeddings=512, pad_token_id=1,
    )  # fmt: skip
    special = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_file(str(folder / "tokenizer.json")), **special)
    # Weights change neither time nor memory, only answers; what is measured is the stack.
    with tempfile.TemporaryDirectory() as scratch:
        BertModel(config, add_pooling_layer=False).save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        transformer = Transformer(scratch, max_seq_length=192)
        SentenceTransformer(modules=[transformer, Pooling(384)], device="cpu").encode(said, batch_size=32, show_progress_bar=False)
    for labels in (3, 27):
        config.num_labels = labels
        model = BertForSequenceClassification(config).eval()
        order = sorted(range(len(said)), key=lambda i: len(said[i]))
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                batch = [said[i] for i in order[start : start + 32]]
                model(**tokenizer(batch, return_tensors="pt", padding=True, truncation=True, max_length=192, return_token_type_ids=False))


def timed(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak MB of a process."""
    started = time.perf_counter()
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def processor() -> str:
    """Its name, cores and what it has for products of small integers."""
    about = Path("/proc/cpuinfo").read_text("utf-8")
    name = next((line.split(":")[1].strip() for line in about.splitlines() if line.startswith("model name")), platform.machine())
    has = [label for label, flag in (("VNNI", "vnni"), ("AMX", "amx_int8")) if flag in about]
    return f"{os.cpu_count()} × {name}{', ' if has else ''}{' and '.join(has)}"


def main(rows: int) -> None:
    data, mine = Path(os.environ["VOC_DATA"]), processor()
    before = RESULTS.read_text("utf-8").splitlines() if RESULTS.is_file() else []
    others = [line for line in before if line.startswith("| 20") and f"| {mine} |" not in line]
    out = [
        "# voc against the plain stack\n",
        "Each in a process of its own, in turn; the last lines are the newest. Since 30 November the 500 are the median of three turns.\n",
        "| day | processor | comments | rows | plain stack, s | peak MB | voc analyze, s | peak MB | times faster |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
        *others,
    ]
    for name in FILES:
        said = texts(data, name, rows)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "said.jsonl"
            file.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(said)), encoding="utf-8")
            voc = [
                str(Path(sys.executable).with_name("voc")),
                "analyze",
                str(file),
                "--out",
                f"{scratch}/read",
                "--text",
                "text",
                "--id",
                "id",
            ]
            plainly = [sys.executable, __file__, "--plain", str(file)]
            turns = [(*timed([*voc, "--quiet"]), *timed(plainly)) for _ in range(TURNS[name])]
        ours, memory, theirs, their_memory = (statistics.median(column) for column in zip(*turns, strict=True))
        cells = [f"{theirs:.0f}", f"{their_memory:.0f}", f"{ours:.0f}", f"{memory:.0f}", f"{theirs / ours:.1f}"]
        out.append("| " + " | ".join([date.today().isoformat(), mine, name, str(len(said)), *cells]) + " |")
        print(out[-1], flush=True)
    RESULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plain"]:
        plain([json.loads(line)["text"] for line in Path(sys.argv[2]).read_text("utf-8").splitlines()])
        sys.stderr.write(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
