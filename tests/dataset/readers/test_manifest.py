"""Our own sets, read as annotated images."""

from __future__ import annotations

from pathlib import Path

import pytest

from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import Record
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.fake_engine import write_photograph, write_photographs
from tests.making_sets import run
from tests.manifest_lines import edit_line


@pytest.fixture
def made(tmp_path: Path) -> Path:
    source = write_photographs(tmp_path / "faces", 2)
    write_photograph(source / "pair.png", 7, width=400)
    run(source, tmp_path / "set", per_face=1, include_unmasked=True)
    return tmp_path / "set"


def test_gives_every_record_as_an_annotated_image(made: Path) -> None:
    records = list(read_lines(made / "manifest.jsonl", Record))
    images = list(read_manifest(made))
    assert [image.sha256 for image in images] == [record.image_sha256 for record in records]
    assert len({image.name for image in images}) == len(images)
    for image, record in zip(images, records, strict=True):
        face, *others = image.faces
        leading, *further = record.faces
        assert image.path == made / record.image and record.image == f"images/{image.name}"
        assert (image.width, image.height) == (record.width, record.height)
        assert (image.split, image.identity) == (record.split, record.identity)
        assert (face.label, face.wear_state) == (record.label, record.wear_state)
        assert face.key_points == leading.key_points and len(face.key_points) == 5
        assert leading.head_pose and face.attributes["yaw"] == f"{leading.head_pose.yaw:.1f}"
        assert face.attributes.get("template") == record.template
        assert face.mask_box == (Box(*record.mask_box) if record.mask_box else None)
        assert face.matte == (made / record.matte if record.matte else None)
        assert [other.box for other in others] == [Box(*other.box) for other in further]
        assert all(other.label is None for other in others)
    assert {len(image.faces) for image in images} == {1, 2}


def test_cuts_boxes_at_the_border(made: Path) -> None:
    edit_line(made, {"faces.0.box": [-10.1, 20.2, 60.3, 1000.0]})
    first = next(read_manifest(made))
    assert first.faces[0].box == Box(0, 20.2, 50.2, round(first.height - 20.2, 2))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"faces.0.label": "worn"}, "line 1: faces.0.label: "),
        ({"faces.0.box": [500, 500, 10, 10]}, "line 1: faces.0.box: "),
        ({"image": "images/train/gone.jpg"}, "line 1: image: images/train/gone.jpg is missing"),
        ({"image": "images/../../other.jpg"}, "line 1: image: "),
        (
            {"faces.0.mask.matte": "mattes/gone.png"},
            "line 1: faces.0.mask.matte: mattes/gone.png is missing",
        ),
    ],
)
def test_names_line_and_field_of_what_is_wrong(made: Path, changes: dict[str, object], message: str) -> None:
    edit_line(made, changes)
    with pytest.raises(UserError) as caught:
        list(read_manifest(made))
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_names_a_torn_line(made: Path) -> None:
    path = made / "manifest.jsonl"
    path.write_text(path.read_text()[:-40])
    with pytest.raises(UserError, match=r"manifest\.jsonl, line \d+: line: "):
        list(read_manifest(made))


def test_refuses_folders_without_a_manifest_and_empty_sets(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no manifest\.jsonl"):
        list(read_manifest(tmp_path))
    (tmp_path / "manifest.jsonl").touch()
    with pytest.raises(UserError, match="empty"):
        list(read_manifest(tmp_path))


def test_streams(made: Path) -> None:
    """A broken last line is no reason to withhold the first image."""
    path = made / "manifest.jsonl"
    path.write_text(path.read_text() + "{}\n")
    assert next(read_manifest(made)).faces
