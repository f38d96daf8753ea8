"""The encoder that ships: its vectors depend on the text and the span, and on nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voc.errors import ModelError
from voc.models.encoder import FILES, OnnxEncoder, open_encoder

TEXTS = [
    "La livraison a pris trois semaines, mais le vendeur en magasin était adorable.",
    "The app crashes every time I try to pay. Refund please!!!",
    "ok",
    "jamais recu mon colis 😒😒 service client injoignable depuis 10 jours",
    "De levering was te laat en niemand neemt de telefoon op.",
    "L’appli plante à l’ouverture depuis la mise à jour 4.2.1 :-(",
]
WHOLE = [[(0, len(text))] for text in TEXTS]


@pytest.fixture(scope="module")
def encoder(shipped_encoder: OnnxEncoder) -> OnnxEncoder:
    return shipped_encoder


def whole(encoder: OnnxEncoder, *texts: str) -> np.ndarray:
    return encoder.encode(texts, [[(0, len(text))] for text in texts])


def test_one_unit_row_per_span_in_order(encoder: OnnxEncoder) -> None:
    spans = [[(0, 33), (35, 78)], [], [(0, 2)], [(0, 19), (20, 40), (41, 68)], [(0, 56)], []]
    vectors = encoder.encode(TEXTS, spans)
    assert vectors.shape == (7, encoder.dim)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    again = [encoder.encode([text], [[span]])[0] for text, wanted in zip(TEXTS, spans, strict=True) for span in wanted]
    assert np.array_equal(vectors, np.stack(again))


def test_nothing_to_encode_gives_no_row(encoder: OnnxEncoder) -> None:
    assert encoder.encode([], []).shape == (0, encoder.dim)
    assert encoder.encode(["a", "b"], [[], []]).shape == (0, encoder.dim)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_neither_order_nor_threads_nor_company_change_a_bit(root: Path, encoder: OnnxEncoder, threads: int) -> None:
    texts = TEXTS * 4 + [" ".join(TEXTS) * 5]
    spans = [[(0, len(text))] for text in texts]
    vectors = encoder.encode(texts, spans)
    order = np.random.default_rng(threads).permutation(len(texts))
    other = OnnxEncoder(root / "models" / "encoder", threads=threads)
    assert np.array_equal(other.encode([texts[i] for i in order], [spans[i] for i in order]), vectors[order])


def test_vectors_are_exact_in_half_precision(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS, WHOLE)
    assert np.array_equal(vectors, vectors.astype(np.float16).astype(np.float32))


def test_a_span_is_read_in_its_context(encoder: OnnxEncoder) -> None:
    shop = "Elle était adorable, la vendeuse de la boutique."
    cat = "Elle était adorable, la chatte de ma voisine."
    span = (0, len("Elle était adorable"))
    in_shop, in_home = encoder.encode([shop, cat], [[span], [span]])
    alone = whole(encoder, shop[: span[1]])[0]
    assert not np.array_equal(in_shop, alone)
    assert not np.array_equal(in_shop, in_home)
    payment = whole(encoder, "Carte refusée au moment de payer.")[0]
    assert in_shop @ alone > in_shop @ payment


def test_parts_of_a_comment_keep_their_own_subject(encoder: OnnxEncoder) -> None:
    text = "Le colis est arrivé avec dix jours de retard. Le paiement par carte a été refusé deux fois."
    cut = text.index("Le paiement")
    delivery, payment = encoder.encode([text], [[(0, cut - 1), (cut, len(text))]])
    about_delivery, about_payment = whole(encoder, "retard de livraison", "problème de paiement")
    assert delivery @ about_delivery > payment @ about_delivery
    assert payment @ about_payment > delivery @ about_payment


def test_languages_meet(encoder: OnnxEncoder) -> None:
    french, english, other = whole(encoder, "Livraison en retard", "Late delivery", "Superbe ambiance au restaurant")
    assert french @ english > french @ other


def test_forty_thousand_characters(encoder: OnnxEncoder) -> None:
    sentence = "Le technicien n'est pas venu et personne ne répond au téléphone. "
    text = sentence * (40_000 // len(sentence))
    starts = range(0, len(text), len(sentence))
    vectors = encoder.encode([text], [[*((s, s + len(sentence) - 1) for s in starts), (0, len(text))]])
    assert len(vectors) == len(starts) + 1
    assert (vectors[:-1] @ vectors[-1]).min() > 0.9
    glued = whole(encoder, "x" * 3_000, "é😒" * 700)
    assert np.isfinite(glued).all()


def test_a_window_never_exceeds_its_size(root: Path) -> None:
    tight = OnnxEncoder(root / "models" / "encoder", threads=1, window=16)
    seen: list[int] = []
    inner = tight._session

    class Watched:
        def run(self, names: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
            seen.append(feed["input_ids"].shape[1])
            return inner.run(names, feed)

    tight._session = Watched()
    tight.encode([" ".join(TEXTS)], [[(0, 78), (79, 136), (137, 400)]])
    assert len(seen) > 3
    assert max(seen) <= 16


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "😒", "👩‍👩‍👧 ❤️", "<s> </s> <pad>", "ไทย", "漢字", "\x07", "ǵ̈ñ"])
def test_odd_texts_have_a_vector(encoder: OnnxEncoder, text: str) -> None:
    vectors = encoder.encode([text], [[(0, len(text)), (0, 0), (len(text), len(text))]])
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_span_without_token_gets_its_window(encoder: OnnxEncoder) -> None:
    text = "bon   produit"
    gap, nothing, all_of_it = encoder.encode([text], [[(4, 5), (3, 3), (0, len(text))]])
    assert np.array_equal(gap, all_of_it)
    assert np.array_equal(nothing, all_of_it)


def test_emoji_and_case_are_not_lost(encoder: OnnxEncoder) -> None:
    plain, happy, angry = whole(encoder, "la commande", "la commande 😍", "la commande 😡")
    assert not np.array_equal(happy, angry)
    assert not np.array_equal(plain, happy)


def test_unknown_characters_only_blur_their_place(encoder: OnnxEncoder) -> None:
    clean, blurred, other = whole(encoder, "la commande est en retard", "la commande 龘 est en retard", "super ambiance")
    assert clean @ blurred > max(0.9, clean @ other)


def test_the_id_follows_the_files_and_the_window(root: Path, encoder: OnnxEncoder, tmp_path: Path) -> None:
    copy = shutil.copytree(root / "models" / "encoder", tmp_path / "encoder")
    assert OnnxEncoder(copy).model_id == encoder.model_id
    assert OnnxEncoder(copy, window=64).model_id != encoder.model_id
    settings = copy / "config.json"
    settings.write_text(settings.read_text("utf-8").replace("query: ", "passage: "), "utf-8")
    assert OnnxEncoder(copy).model_id != encoder.model_id


def test_shipped_is_verified_before_it_is_opened(root: Path, encoder: OnnxEncoder, tmp_path: Path) -> None:
    models = tmp_path / "models"
    (models / "encoder").mkdir(parents=True)
    shutil.copy(root / "models" / "manifest.json", models)
    for file in FILES:
        shutil.copy(root / "models" / "encoder" / file, models / "encoder")
    assert open_encoder("shipped", models).model_id == encoder.model_id
    with (models / "encoder" / "model.onnx").open("r+b") as stream:
        stream.seek(1_000_000)
        byte = stream.read(1)
        stream.seek(1_000_000)
        stream.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match="was altered"):
        open_encoder("shipped", models)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing model\.onnx, tokenizer\.json, config\.json, subject\.npz"):
        OnnxEncoder(tmp_path)


def test_torch_is_never_imported(root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from voc.models.encoder import open_encoder;"
        "open_encoder('shipped', Path(sys.argv[1])).encode(['bonjour'], [[(0, 7)]]);"
        "sys.exit(len({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code, str(root / "models")], check=True)
