"""The folder for Kaggle and the limits Kaggle sets."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import cv2
import pytest

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.publish.contents import survey
from fmld_synth.publish.kaggle_metadata import Names, check_names, default_subtitle
from fmld_synth.publish.kaggle_package import make_package
from fmld_synth.verification.verification import verify
from tests.publish.conftest import contents_of

NAMES = Names(
    "somebody", "face-masks", "Incorrectly worn face masks", "Pictures with measured labels and boxes"
)


def unpacked(package: Path, folder: Path) -> Path:
    """What people get from Kaggle: archives become folders of their name."""
    shutil.copytree(package, folder)
    for archive in folder.glob("*.zip"):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder / archive.stem)
        archive.unlink()
    return folder


@pytest.fixture
def package(finished, tmp_path, publication):
    return make_package(survey(finished), publication, NAMES, tmp_path / "package", public=False)


def test_what_people_download_is_the_set_again(package, finished, tmp_path):
    downloaded = contents_of(unpacked(package.folder, tmp_path / "downloaded"))

    pictures = {
        name: content
        for name, content in contents_of(finished).items()
        if name.startswith(("images/", "mattes/"))
    }
    assert pictures.items() <= downloaded.items()
    assert json.loads(downloaded["dataset.json"])["fingerprint"] == survey(finished).fingerprint


def test_a_downloaded_set_can_be_verified(package, tmp_path):
    downloaded = unpacked(package.folder, tmp_path / "downloaded")

    found = verify(downloaded, workers=1)

    assert {fault.kind for fault in found.faults} <= {"unlisted"}
    assert {fault.where for fault in found.faults} == {
        "README.md", "pictures.csv", "dataset-metadata.json", "dataset-cover-image.jpg",
    }  # fmt: skip


def test_made_again_it_is_the_same(package, finished, publication):
    before = contents_of(package.folder)
    times = {path.name: path.stat().st_mtime_ns for path in package.folder.iterdir() if path.suffix != ".jpg"}

    again = make_package(survey(finished), publication, NAMES, package.folder, public=False)

    assert again == package
    assert contents_of(package.folder) == before
    assert times.items() <= {path.name: path.stat().st_mtime_ns for path in package.folder.iterdir()}.items()


def test_nothing_tells_of_this_machine(package, finished):
    places = [read_manifest(finished)[0].source.folder.encode(), str(finished.parent).encode()]

    for name, content in contents_of(package.folder).items():
        for place in places:
            assert place not in content, name


def test_metadata(package):
    metadata = json.loads((package.folder / "dataset-metadata.json").read_text())

    assert metadata["id"] == "somebody/face-masks"
    assert metadata["licenses"] == [{"name": "CC-BY-4.0"}]
    assert metadata["isPrivate"] is True
    assert {resource["path"] for resource in metadata["resources"]} == set(package.files)
    assert "![" not in metadata["description"]


def test_the_table_has_the_described_columns(package, finished):
    rows = list(csv.DictReader(io.StringIO((package.folder / "pictures.csv").read_text())))
    metadata = json.loads((package.folder / "dataset-metadata.json").read_text())
    described = next(
        one["schema"]["fields"] for one in metadata["resources"] if one["path"] == "pictures.csv"
    )

    assert list(rows[0]) == [field["name"] for field in described]
    for row, record in zip(rows, read_manifest(finished), strict=True):
        assert row["image"] == record.image
        assert row["label"] == record.label
        assert [float(row[f"face_{side}"]) for side in ("left", "top", "width", "height")] == list(
            record.face_box
        )
        assert (row["mask_left"] == "") == (record.mask_box is None)


def test_cover_image_has_the_pixels_kaggle_cuts(package):
    cover = cv2.imread(str(package.folder / "dataset-cover-image.jpg"))

    assert cover.shape == (280, 560, 3)
    assert cover.std() > 20


def test_large_sets_come_in_parts(finished, tmp_path, publication):
    package = make_package(
        survey(finished), publication, NAMES, tmp_path / "parts", public=False, limit=40_000
    )

    assert {"images-001.zip", "images-002.zip"} <= package.files.keys()
    downloaded = unpacked(package.folder, tmp_path / "downloaded")
    images = {path.name for path in downloaded.glob("images-*/**/*.jpg")}
    assert images == {Path(record.image).name for record in read_manifest(finished)}


def test_a_folder_with_other_things_is_left_alone(finished, tmp_path, publication):
    (tmp_path / "thesis.tex").write_text("mine")

    with pytest.raises(UserError, match=r"is not empty and holds no dataset-metadata\.json"):
        make_package(survey(finished), publication, NAMES, tmp_path, public=False)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["thesis.tex"]


def test_what_came_to_lie_in_the_package_is_not_published(package, finished, publication):
    (package.folder / "passwords.txt").write_text("secret")

    with pytest.raises(UserError, match=r"also holds passwords\.txt, which would be published"):
        make_package(survey(finished), publication, NAMES, package.folder, public=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": "Masks"}, "`title` 'Masks' has 5 characters; Kaggle takes 6 to 50"),
        ({"title": "M" * 51}, "`title` .* has 51 characters"),
        ({"title": "Face masks\nworn badly"}, "`title` .*one line"),
        ({"subtitle": "Too short"}, "`subtitle` 'Too short' has 9 characters; Kaggle takes 20 to 80"),
        ({"subtitle": "x" * 81}, "`subtitle` .* has 81 characters"),
        ({"slug": "masks"}, "`slug` 'masks' has 5 characters; Kaggle takes 6 to 50"),
        ({"slug": "m" * 51}, "`slug` .* has 51 characters"),
        ({"slug": "Face_Masks"}, "`slug` 'Face_Masks': use small letters"),
        ({"owner": "some body"}, "`owner` 'some body': give the name in the address"),
    ],
)
def test_limits_name_the_field(change, message):
    with pytest.raises(UserError, match=message):
        check_names(NAMES._replace(**change))


@pytest.mark.parametrize("length", [6, 50])
def test_limits_are_inclusive(length):
    assert check_names(NAMES._replace(title="t" * length, slug="s" * length))


def test_the_default_subtitle_fits(finished):
    check_names(NAMES._replace(subtitle=default_subtitle(survey(finished))))
