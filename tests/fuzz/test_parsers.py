"""Whatever a file holds, each parser reads it or says in one line of the user's why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.dataset.readers import READERS, detect_format
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.summary import read_summary
from fmld_synth.errors import Rejected, UserError
from fmld_synth.files import read_toml
from fmld_synth.photographs.copying import handed_on
from fmld_synth.photographs.metadata import without_metadata
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.templates.description import read_description
from tests.fake_engine import write_photographs
from tests.fuzz.conftest import FUZZ
from tests.fuzz.corpus import SETS, file_to_damage, pictures
from tests.fuzz.damage import check_text, damaged
from tests.making_sets import run

TEMPLATE = Path(__file__).parents[2] / "mask_templates"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    run(write_photographs(folder / "faces", 2), folder / "set", per_face=1)
    return folder / "set"


@pytest.mark.parametrize("name", sorted(pictures()))
def test_pictures(tmp_path, name):
    whole, path = pictures()[name], tmp_path / "picture"
    path.write_bytes(whole)
    assert read_photograph(path).image.dtype == np.uint8

    @FUZZ
    @given(damaged(whole))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            assert read_photograph(path).image.dtype == np.uint8
        except Rejected as rejected:
            assert rejected.stage == "photograph"
        slim = without_metadata(data)
        assert slim is None or len(slim) <= len(data)
        try:
            handed_on(path, data, keep_metadata=False)
        except UserError as error:
            assert str(error).isprintable()

    check()


def test_manifests(made):
    path = made / "manifest.jsonl"
    check_text(path, path.read_bytes(), lambda: list(read_manifest(made)))


def test_descriptions_of_sets(made):
    path = made / "dataset.json"
    check_text(path, path.read_bytes(), lambda: read_summary(made))


def test_configurations(made):
    path = made / "run.toml"
    check_text(path, path.read_bytes(), lambda: read_toml(path))


def test_templates(tmp_path):
    whole = next(iter(sorted(TEMPLATE.glob("*/template.toml")))).read_bytes()
    path = tmp_path / "template.toml"
    check_text(path, whole, lambda: read_description(path))


@pytest.mark.parametrize("name", sorted(SETS))
def test_annotations(tmp_path, name):
    small = SETS[name]
    root = small.write(tmp_path)
    path, read = file_to_damage(root, small), READERS[small.reader]
    whole = path.read_bytes()
    if "equal ids" not in name:
        assert any(image.faces for image in read(root))
    check_text(path, whole, lambda: (detect_format(root), list(read(root))))


@FUZZ
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_picture(data):
    without_metadata(b"\xff\xd8" + data)
    without_metadata(b"\x89PNG\r\n\x1a\n" + data)
    without_metadata(b"RIFF\0\0\0\0WEBP" + data)
    without_metadata(b"GIF89a" + data)
    without_metadata(b"\0\0\0\x18ftypavif" + data)
    without_metadata(b"II*\0" + data)
