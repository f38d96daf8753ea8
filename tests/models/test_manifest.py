"""The manifest tells an altered, missing or unlisted file from the one that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from voc.errors import ModelError
from voc.models import manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "model.onnx").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "encoder" / "tokenizer.json").write_text("{}", "utf-8")
    paths = ["encoder/model.onnx", "encoder/tokenizer.json"]
    manifest.write(tmp_path, [manifest.describe(tmp_path, p, licence="MIT", origin="here") for p in paths])
    return tmp_path


def test_what_was_written_is_read_and_verified(folder: Path) -> None:
    manifest.verify(folder)
    entries = {entry.path: entry for entry in manifest.read(folder)}
    assert entries["encoder/model.onnx"].bytes == 10_240
    assert entries["encoder/model.onnx"].licence == "MIT"
    assert not list(folder.glob("*.partial"))


def test_one_changed_byte_is_refused(folder: Path) -> None:
    file = folder / "encoder" / "model.onnx"
    raw = bytearray(file.read_bytes())
    raw[5_000] ^= 1
    file.write_bytes(raw)
    with pytest.raises(ModelError, match=r"encoder/model\.onnx was altered") as caught:
        manifest.verify(folder)
    assert caught.value.advice
    manifest.verify(folder, ["encoder/tokenizer.json"])


def test_every_fault_is_told_at_once(folder: Path) -> None:
    (folder / "encoder" / "model.onnx").write_bytes(b"version https://git-lfs.github.com/spec/v1")
    (folder / "encoder" / "tokenizer.json").unlink()
    with pytest.raises(ModelError) as caught:
        manifest.verify(folder, ["encoder/model.onnx", "encoder/tokenizer.json", "heads.npz"])
    assert "has 42 bytes, not 10240" in str(caught.value)
    assert "encoder/tokenizer.json is missing" in str(caught.value)
    assert "heads.npz is not in the manifest" in str(caught.value)


def test_writing_adds_replaces_and_forgets_what_is_gone(folder: Path) -> None:
    (folder / "heads.npz").write_bytes(b"1")
    (folder / "encoder" / "tokenizer.json").unlink()
    manifest.write(folder, [manifest.describe(folder, "heads.npz", licence="MIT", origin="trained here")])
    assert [entry.path for entry in manifest.read(folder)] == ["encoder/model.onnx", "heads.npz"]


@pytest.mark.parametrize("content", ["", "[]", '{"files": [{"path": "x"}]}', '{"files": 3}'])
def test_an_unreadable_manifest_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / manifest.NAME).write_text(content, "utf-8")
    with pytest.raises(ModelError, match="unreadable manifest"):
        manifest.read(tmp_path)


def test_no_manifest_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no manifest"):
        manifest.verify(tmp_path)


def test_the_files_that_ship_are_those_of_the_manifest(root: Path) -> None:
    manifest.verify(root / "models")
    assert all(entry.licence and entry.origin for entry in manifest.read(root / "models"))
