"""Any sentence-transformers folder behaves as the shipped encoder does; the shipped folder is one of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from voc.errors import ModelError
from voc.models.encoder import OnnxEncoder, open_encoder
from voc.models.foreign_encoder import SentenceTransformerEncoder

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

TEXTS = [
    "La livraison a pris trois semaines, mais le vendeur en magasin était adorable.",
    "",
    "The app crashes every time I try to pay. Refund please!!! " * 40,
]
SPANS = [[(0, 33), (35, 78)], [(0, 0)], [(0, 40), (41, 57), (2_000, 2_015)]]


@pytest.fixture(scope="module")
def shipped_folder(root: Path) -> Path:
    return root / "models" / "encoder"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path) -> Path:
    """A folder of sentence-transformers' own classes: two random layers, the shipped tokenizer, no prompt."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "tiny"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(shipped_folder / "tokenizer.json"), unk_token="<unk>", pad_token="<pad>",
        bos_token="<s>", eos_token="</s>", model_max_length=64,
    )  # fmt: skip
    config = BertConfig(vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                        intermediate_size=64, max_position_embeddings=64, pad_token_id=1)  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    tokens = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[tokens, Pooling(32)], device="cpu").save(str(folder / "whole"))
    return folder / "whole"


def test_sentence_transformers_opens_the_shipped_folder(shipped_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(shipped_folder), trust_remote_code=True, local_files_only=True)
    vectors = model.encode(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert all(np.array_equal(model.encode([text])[0], vector) for text, vector in zip(TEXTS, vectors, strict=True))


def test_a_folder_that_training_left_opens_as_what_ships(shipped_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder, tmp_path / "encoder")
    opened = open_encoder(str(tmp_path / "encoder"), tmp_path)
    assert isinstance(opened, OnnxEncoder)
    assert opened.model_id == OnnxEncoder(shipped_folder).model_id


def test_both_ways_to_the_shipped_model_agree(shipped_folder: Path) -> None:
    native = OnnxEncoder(shipped_folder).encode(TEXTS[:2], SPANS[:2])
    foreign = SentenceTransformerEncoder(str(shipped_folder)).encode(TEXTS[:2], SPANS[:2])
    assert np.array_equal(native, foreign)


def test_a_foreign_model_reads_spans_of_any_text(tiny: Path) -> None:
    encoder = open_encoder(str(tiny), tiny)
    assert encoder.dim == 32
    vectors = encoder.encode(TEXTS, SPANS)
    assert vectors.shape == (6, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    backwards = encoder.encode(TEXTS[::-1], SPANS[::-1])
    assert np.array_equal(backwards, vectors[[3, 4, 5, 2, 0, 1]])
    assert encoder.model_id == open_encoder(str(tiny), tiny).model_id


def test_what_is_not_on_this_machine_is_refused_without_a_download(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not on this machine"):
        open_encoder("nobody/nothing", tmp_path)


def test_a_folder_cannot_bring_code_along(tmp_path: Path) -> None:
    (tmp_path / "voc.py").write_text("raise SystemExit('ran')", "utf-8")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "voc.Evil"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), "utf-8")
    with pytest.raises(ModelError, match="cannot open"):
        open_encoder(str(tmp_path), tmp_path)
