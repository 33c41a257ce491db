"""A person is taken out of a set: nothing tells of them, the rest stays byte by byte, and the set verifies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fmld_synth import forgetting
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.dataset.summary import files_of
from fmld_synth.errors import UserError
from fmld_synth.forgetting import PENDING, forget
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine, write_photograph, write_photographs
from tests.making_sets import contents, run


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    write_photographs(folder / "faces", 3)
    (folder / "faces" / "ann").mkdir()
    write_photograph(folder / "faces" / "ann" / "1.png", 50)
    write_photograph(folder / "faces" / "ann" / "2.png", 51)
    write_photograph(folder / "faces" / "twin of ann.png", 50)
    (folder / "faces" / "ann" / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    run(folder / "faces", folder / "set", per_face=2, identity_from="parent", include_unmasked=True)
    (folder / "set" / "croissant.json").write_text("{}")
    return folder / "set"


@pytest.fixture
def made(finished, tmp_path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "set"))


def _is_without(folder: Path, before: Path, word: str) -> None:
    """A word is in none of the set's texts, its fingerprint fits, and the rest of the pictures are as they were."""
    for name in ("manifest.jsonl", "rejected.jsonl", "dataset.json"):
        assert word not in (folder / name).read_text(), name
    assert verify(folder, workers=1, engine_factory=fake_engine).faults == []
    kept = {path: value for path, value in contents(folder).items() if path.startswith(("images", "mattes"))}
    assert kept.items() < contents(before).items()
    assert contents(folder)["contact_sheet.jpg"] != contents(before)["contact_sheet.jpg"]
    assert not (folder / "croissant.json").exists() and not (folder / PENDING).exists()
    counts = json.loads((folder / "dataset.json").read_text())["counts"]
    assert counts["images"] == len(read_manifest(folder))
    lines = (folder / "rejected.jsonl").read_text().splitlines()
    assert sum(counts["rejected"].values()) == len(lines)


def test_a_person(made, finished):
    theirs = [one for one in read_manifest(finished) if one.identity == "ann"]
    assert "ann/broken.jpg" in (finished / "rejected.jsonl").read_text()
    gone = forget(made, identity="ann")
    assert gone.pictures == len(theirs) and gone.rejections >= 2
    assert not any((made / path).exists() for record in theirs for path, _ in files_of(record))
    _is_without(made, finished, "ann/")


@pytest.mark.parametrize("way", ["path", "file"])
def test_a_photograph(made, finished, way):
    source = "ann/2.png" if way == "path" else str(finished.parent / "faces" / "ann" / "2.png")
    number = sum(one.source.path == "ann/2.png" for one in read_manifest(finished))
    assert forget(made, source=source).pictures == number > 0
    _is_without(made, finished, "ann/2.png")
    assert any(one.identity == "ann" for one in read_manifest(made))


@pytest.mark.parametrize("step", ["_rewrite", "_delete", "_describe"])
def test_an_interruption_is_completed(made, finished, tmp_path, monkeypatch, step):
    forget(Path(shutil.copytree(finished, tmp_path / "whole")), identity="ann")
    for moment in ("before", "after"):
        folder = Path(shutil.copytree(finished, tmp_path / moment))
        real = getattr(forgetting, step)

        def interrupted(*arguments, real=real, moment=moment):
            if moment == "after":
                real(*arguments)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(forgetting, step, interrupted)
            with pytest.raises(KeyboardInterrupt):
                forget(folder, identity="ann")
        assert len(read_manifest(folder)) > 0, "the manifest is whole at any time"
        forget(folder, identity="ann")
        assert contents(folder) == contents(tmp_path / "whole")


def test_what_cannot_be_forgotten(made, tmp_path):
    before = contents(made)
    for options, message in (
        ({}, "either `identity` or `source`"),
        ({"identity": "a", "source": "b"}, "either `identity` or `source`"),
        ({"identity": "nobody"}, "holds nothing of the person 'nobody'"),
        ({"source": "no.png"}, "holds nothing of the photograph 'no.png'"),
    ):
        with pytest.raises(UserError, match=message):
            forget(made, **options)
    assert contents(made) == before
    (made / "dataset.json").unlink()
    with pytest.raises(UserError, match="not a finished set"):
        forget(made, identity="ann")


def test_the_last_person_goes_with_the_folder(tmp_path):
    write_photographs(tmp_path / "faces", 1)
    run(tmp_path / "faces", tmp_path / "set", per_face=1)
    with pytest.raises(UserError, match="delete the folder itself"):
        forget(tmp_path / "set", identity=read_manifest(tmp_path / "set")[0].identity)
