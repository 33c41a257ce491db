"""The folder for the Hub."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from datasets import load_dataset

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.publish.contents import survey
from fmld_synth.publish.hugging_face_package import make_package
from fmld_synth.publish.licenses import find_license
from tests.publish.conftest import contents_of


def header_of(folder: Path) -> dict:
    _, header, _ = (folder / "README.md").read_text().split("---\n", 2)
    return yaml.safe_load(header)


@pytest.mark.parametrize("layout", ["imagefolder", "webdataset"])
def test_the_header_leads_the_hubs_own_reader_to_every_picture(finished, tmp_path, publication, layout):
    package = make_package(survey(finished), publication, layout, tmp_path / "package")

    header = header_of(package.folder)
    assert header["license"] == "cc-by-4.0"
    assert header["size_categories"] == ["n<1K"]
    read = load_dataset(str(package.folder), cache_dir=str(tmp_path / "cache"))
    records = read_manifest(finished)
    for split in {record.split for record in records}:
        name = "validation" if split == "val" else split
        assert len(read[name]) == sum(record.split == split for record in records)
    picture = next(iter(read["train"]))
    assert (picture.get("image") or picture["jpg"]).size == (160, 160)


def test_made_again_it_is_the_same(finished, tmp_path, publication):
    for layout in ("imagefolder", "webdataset", "imagefolder"):
        package = make_package(survey(finished), publication, layout, tmp_path / "package")
        first = contents_of(package.folder)
        again = make_package(survey(finished), publication, layout, tmp_path / "package")
        assert again == package
        assert contents_of(again.folder) == first
        assert set(first) == set(package.files)


def test_pictures_and_mattes_are_not_encoded_anew(finished, tmp_path, publication):
    package = make_package(survey(finished), publication, "imagefolder", tmp_path / "package")

    sent = {Path(name).name: content for name, content in contents_of(package.folder).items()}
    for record in read_manifest(finished):
        assert sent[Path(record.image).name] == (finished / record.image).read_bytes()
        if record.matte is not None:
            assert sent[Path(record.matte).name] == (finished / record.matte).read_bytes()


def test_nothing_tells_of_this_machine(finished, tmp_path, publication):
    package = make_package(survey(finished), publication, "imagefolder", tmp_path / "package")
    places = [read_manifest(finished)[0].source.folder.encode(), str(finished.parent).encode()]

    for name, content in contents_of(package.folder).items():
        for place in places:
            assert place not in content, name


@pytest.mark.parametrize("kind", ["image", "matte"])
@pytest.mark.parametrize("layout", ["imagefolder", "webdataset"])
def test_altered_files_are_not_sent(finished, tmp_path, publication, kind, layout):
    altered = Path(shutil.copytree(finished, tmp_path / "out"))
    record = next(record for record in read_manifest(altered) if record.matte is not None)
    (altered / getattr(record, kind)).write_bytes(b"someone else")

    with pytest.raises(UserError, match=r"was altered since the set was made"):
        make_package(survey(altered), publication, layout, tmp_path / "package")


def test_other_licenses_have_a_name(finished, tmp_path, publication):
    other = replace(publication, license=find_license("other"))

    package = make_package(survey(finished), other, "imagefolder", tmp_path / "package")

    assert header_of(package.folder)["license_name"] == "see-the-card"


def test_an_unknown_layout(finished, tmp_path, publication):
    with pytest.raises(UserError, match=r"`layout`: unknown layout 'zip'. Valid: imagefolder, webdataset"):
        make_package(survey(finished), publication, "zip", tmp_path / "package")


def test_a_folder_with_other_things_is_left_alone(finished, tmp_path, publication):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.tex").write_text("mine")

    with pytest.raises(UserError, match=r"is not empty and holds no README\.md"):
        make_package(survey(finished), publication, "imagefolder", tmp_path)
    assert (tmp_path / "data" / "thesis.tex").read_text() == "mine"


def test_the_manifest_is_published(finished, tmp_path, publication):
    package = make_package(survey(finished), publication, "imagefolder", tmp_path / "package")

    lines = (package.folder / "manifest.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [record.id for record in read_manifest(finished)]
