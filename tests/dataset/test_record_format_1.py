"""Sets of version 0.1.0: their lines read as today's records, and every command that reads sets takes them.

The lines in ``format_1`` are those that version 0.1.0 wrote with the fast engine. The files they name are drawn again
here, so the checksums in them are replaced: encoders differ between machines.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.exporting import EXPORTERS, export_set
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.record_lines import stream_manifest, to_line
from fmld_synth.dataset.records import Record, RecordedFace
from fmld_synth.dataset.summary import files_of, fingerprint
from fmld_synth.errors import UserError
from fmld_synth.faces.face import HeadPose
from fmld_synth.files import encode_image, sha256_of, write_file
from fmld_synth.overlays.apply import apply_overlays
from fmld_synth.overlays.export import export_overlays
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.publish.contents import survey
from fmld_synth.rerendering.rerendering import Rerendering
from fmld_synth.stats.compare import compare
from fmld_synth.stats.report import make_report
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from fmld_synth.wear import Coverage
from tests.annotated_sets import BARE, INVALID, MASKED, write_scene
from tests.fake_engine import fake_engine, write_photograph

LINES = Path(__file__).parent / "format_1"
KINDS = ("plain", "scenes", "crops")
LEADING_BOX = (45.0, 46.03, 69.99, 76.16)

Line = dict[str, Any]


def old_lines(kind: str) -> list[Line]:
    return [json.loads(line) for line in (LINES / f"{kind}.jsonl").read_text().splitlines()]


def masks_of(line: Line) -> list[Line]:
    """All masks of an old line, the leading face's first."""
    further = [face["mask"] for face in line["faces"] if face["mask"] is not None]
    return [line, *further] if line["template"] is not None else further


def write_sources(root: Path) -> None:
    """The photographs from which the sets were made."""
    write_photograph(root / "faces" / "alone.png", 1)
    write_photograph(root / "faces" / "pair.png", 2, width=400)
    write_scene(root / "FMLD", "train", 1, (BARE, BARE, MASKED))
    write_scene(root / "FMLD", "train", 2, ())
    write_scene(root / "FMLD", "test", 3, (BARE, INVALID), difficult=(1,))


def write_old_set(root: Path, kind: str) -> Path:
    """A set of version 0.1.0 in ``root``, beside its photographs."""
    folder = root / kind
    manifest, files = "", []
    for line in old_lines(kind):
        source = root / line["source"]["folder"] / line["source"]["path"]
        line["source"].update(folder=source.parents[len(Path(line["source"]["path"]).parts) - 1].as_posix())
        line["source"].update(sha256=sha256_of(source.read_bytes()))
        for mask in masks_of(line):
            matte = rectangle(line, mask["mask_box"])
            mask["matte_sha256"] = sha256_of(matte)
            write_file(folder / mask["matte"], matte)
        content = source.read_bytes() if line["format"] == "original" else picture_of(line, source)
        line["image_sha256"] = sha256_of(content)
        write_file(folder / line["image"], content)
        manifest += json.dumps(line) + "\n"
        files += files_of(Record.model_validate(line))
    (folder / "manifest.jsonl").write_text(manifest)
    for name in ("rejected.jsonl", "run.toml"):
        (folder / name).touch()
    counts = {
        "images": len(old_lines(kind)),
        "by_wear_state": {},
        "by_label": {},
        "by_split": {},
        "faces_by_label": {},
        "photographs_used": 0,
        "rejected": {},
        "missing": 0,
    }
    description = {"version": "0.1.0", "configuration": {"input": ""}, "counts": counts}
    (folder / "dataset.json").write_text(json.dumps({**description, "fingerprint": fingerprint(files)}))
    return folder


def rectangle(line: Line, box: list[float]) -> bytes:
    """The matte of a mask that the fast engine painted."""
    matte = np.zeros((line["height"], line["width"]), np.uint8)
    left, top, width, height = (int(side) for side in box)
    matte[top : top + height, left : left + width] = 255
    return encode_image(matte, "png", 100)


def picture_of(line: Line, source: Path) -> bytes:
    rendered = Rerendering(read_photograph(source), fake_engine()).render(Record.model_validate(line))
    return encode_image(rendered.image, line["format"], line["quality"])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, and the three sets beside them."""
    root = tmp_path_factory.mktemp("format 1")
    write_sources(root)
    for kind in KINDS:
        write_old_set(root, kind)
    return root


def one(kind: str, identifier: str) -> Record:
    return next(Record.model_validate(line) for line in old_lines(kind) if line["id"].endswith(identifier))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_picture_says_of_itself_and_of_its_face_stays(kind: str) -> None:
    same = ("id", "split", "kind", "image", "image_sha256", "format", "quality", "width", "height", "identity",
            "group", "crop", "label", "wear_state", "template", "matte", "matte_sha256")  # fmt: skip
    for line in old_lines(kind):
        record = Record.model_validate(line)
        assert {name: getattr(record, name) for name in same} == {name: line[name] for name in same}
        assert record.frame._asdict() == line["frame"]
        source = record.source.model_dump()
        assert source == {name: line["source"][name] for name in source}
        assert record.face_box == (tuple(line["face_box"]) if line["face_box"] else None)
        assert record.mask_box == (tuple(line["mask_box"]) if line["mask_box"] else None)
        assert [mask.seed for _, mask in record.masks] == [mask["seed"] for mask in masks_of(line)]
        assert len(record.faces) == (
            (line["face_box"] is not None) + len(line["faces"]) + len(line["other_face_boxes"])
        )


@pytest.mark.parametrize("kind", KINDS)
def test_every_mask_keeps_its_recipe_and_what_it_covers(kind: str) -> None:
    for line in old_lines(kind):
        for (face, mask), old in zip(Record.model_validate(line).masks, masks_of(line), strict=True):
            assert (mask.template, mask.template_sha256) == (old["template"], old["template_sha256"])
            assert mask.colorway == old["colourway"]
            assert mask.colors.model_dump() == old["colours"]
            spelled = {"colourway": "colorway", "colour_shift": "color_shift"}
            recipe = {spelled.get(name, name): value for name, value in old["parameters"].items()}
            assert json.loads(mask.parameters.model_dump_json(exclude_unset=True)) == recipe
            assert list(mask.box) == old["mask_box"]
            assert (mask.matte, mask.matte_sha256) == (old["matte"], old["matte_sha256"])
            assert face.wear_state == mask.parameters.wear_state
            assert face.head_pose is not None and asdict(face.head_pose) == old["head_pose"]
            assert [list(point) for point in face.key_points] == old["key_points"]
            assert (
                face.coverage is not None
                and json.loads(face.model_dump_json())["coverage"] == old["coverage"]
            )


def test_a_plain_photograph_with_another_face() -> None:
    leading, other = one("plain", "-0-0000").faces
    assert (leading.index, leading.box, leading.source_box) == (0, LEADING_BOX, None)
    assert (leading.label, leading.wear_state, leading.difficult) == ("incorrect", "chin", False)
    assert leading.mask is not None
    assert other == RecordedFace(index=None, box=(285.0, 46.03, 69.99, 76.16))


def test_a_photograph_without_a_mask() -> None:
    record = one("plain", "18f5cbb1ceb0bb23-0-unmasked")
    (face,) = record.faces
    assert (record.kind, face.label, face.wear_state, face.mask) == ("synthetic", "none", "unmasked", None)
    assert (
        face.coverage == Coverage(0, 0, 0, 0)
        and face.head_pose == HeadPose(5, -3, 1)
        and len(face.key_points) == 5
    )


def test_a_scene_with_masks_on_two_faces() -> None:
    record = one("scenes", "-0-0006")
    assert [face.index for face in record.faces] == [0, 1, 2]
    assert [face.label for face in record.faces] == ["incorrect", "incorrect", "correct"] == record.labels
    assert [face.mask is not None for face in record.faces] == [True, True, False]
    assert [face.source_box for face in record.faces] == [
        (90.5, 117.0, 89.5, 117.25), (270.5, 117.0, 89.5, 117.25), (450.5, 117.0, 89.5, 117.25)
    ]  # fmt: skip
    assert {face.attributes["pose"] for face in record.faces} == {"front"}
    further = record.faces[1].mask
    assert further is not None and further.matte is not None and "-face1" in further.matte


def test_the_leading_face_stays_first_whatever_its_place_among_the_annotations() -> None:
    assert [face.index for face in one("scenes", "-1-0003").faces] == [1, 0, 2]


def test_real_scenes_with_and_without_faces() -> None:
    record = one("scenes", "d1253c269a60e380-0-real")
    bare, invalid = record.faces
    assert (record.kind, record.format, record.masks) == ("real", "original", [])
    assert (bare.label, bare.head_pose, bare.coverage, bare.key_points) == ("none", None, None, ())
    assert (invalid.label, invalid.difficult) == (None, True)
    empty = one("scenes", "9e3cc1092a7de875-0-real")
    assert (empty.faces, empty.leading, empty.category, empty.face_box) == ((), None, "unlabeled", None)


def test_a_crop() -> None:
    record = one("crops", "-1-0000")
    (face,) = record.faces
    assert (record.crop, face.index, face.source_box) == ("face", 1, (270.5, 117.0, 89.5, 117.25))
    assert (face.box, face.wear_state) == ((0.5, 0.0, 89.5, 117.0), "chin")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_read_is_written_as_today(kind: str) -> None:
    for line in old_lines(kind):
        record = Record.model_validate(line)
        written = to_line(record)
        assert "other_face_boxes" not in json.loads(written)
        assert Record.model_validate_json(written) == record


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda line: line.pop("face_box"), r"line 1: line: a line of version 0\.1\.0 without 'face_box'$"),
        (lambda line: line["source"].pop("face"), r"line 1: line: .* without 'face'$"),
        (lambda line: line.update(source=None), r"line 1: line: a damaged line of version 0\.1\.0"),
        (lambda line: line.update(faces=["x"]), r"line 1: line: a damaged line of version 0\.1\.0"),
        (lambda line: line.update(label="elbow"), r"line 1: faces\.0\.label: "),
        (lambda line: line.update(split="../elsewhere"), r"line 1: split: "),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, change: Any, message: str) -> None:
    line = old_lines("plain")[0]
    change(line)
    (tmp_path / "manifest.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(UserError, match=message):
        list(stream_manifest(tmp_path))


def test_plain_pictures_are_counted(root: Path) -> None:
    counted = statistics_of(root / "plain")
    assert (counted.pictures, counted.photographs, counted.people) == (5, 2, 2)
    assert counted.labels == counted.faces == {"incorrect": 3, "none": 2}
    assert counted.wear_states == {"chin": 2, "unmasked": 2, "nose_exposed": 1}
    assert counted.colorways == {"plain_one/blue": 1, "plain_two/blue": 1, "plain_two/red": 1}
    assert counted.yaw["-15 to 15"] == sum(counted.yaw.values()) == 5
    assert counted.coverage["chin"] == {"nose": 0, "lips": 0, "chin": 0.1097}


def test_all_faces_of_scenes_are_counted(root: Path) -> None:
    counted = statistics_of(root / "scenes")
    assert counted.pictures == 5
    assert counted.faces == {"none": 4, "incorrect": 3, "correct": 3}
    assert sum(counted.templates.values()) == 3


@pytest.mark.parametrize("kind", ["plain", "crops"])
@pytest.mark.parametrize("to", EXPORTERS)
def test_every_format_is_exported(root: Path, tmp_path: Path, kind: str, to: str) -> None:
    exported = export_set(root / kind, to=to, output=tmp_path / "out", reader=read_manifest)
    assert exported.images == len(old_lines(kind))


def test_an_export_holds_all_labels_boxes_and_masks(root: Path, tmp_path: Path) -> None:
    export_set(root / "scenes", to="csv", output=tmp_path / "out", reader=read_manifest)
    with (tmp_path / "out" / "faces.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["face"]]
    labels = Counter(row["label"] for row in rows)
    assert labels == {"correct": 3, "incorrect": 3, "none": 4, "": 1}  # the invalid face has none
    assert {row["label"] for row in rows if row["mask_x"]} == {"incorrect"}
    assert sum(bool(row["matte"]) for row in rows) == 3
    assert {(row["x"], row["box_width"]) for row in rows if row["matte"]} == {
        ("90.5", "89.5"), ("270.5", "89.5")
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_set_is_compared(root: Path, kind: str) -> None:
    found = compare(root / kind, root / "faces", workers=1)
    assert found.first.images == len(old_lines(kind))
    assert found.first.unreadable == 0
    assert found.first.labels["none"] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_made(root: Path, tmp_path: Path, kind: str) -> None:
    assert make_report(root / kind, tmp_path / "report.html", workers=1).faults == []


def test_plain_pictures_can_be_published(root: Path) -> None:
    assert survey(root / "plain").pictures == 5


@pytest.mark.parametrize("kind", KINDS)
def test_its_pictures_are_checked_without_rendering(root: Path, kind: str) -> None:
    """Another engine made them; their files and labels are looked at all the same."""
    found = verify(root / kind, workers=1, engine_factory=fake_engine)
    assert found.faults == []
    assert sum(found.levels.values()) == len(old_lines(kind)) and "rendered" not in found.levels


def test_without_the_photographs_mattes_are_measured(root: Path, tmp_path: Path) -> None:
    found = verify(root / "scenes", workers=1, engine_factory=fake_engine, source_folder=tmp_path)
    assert found.faults == []
    assert found.levels == {"matte": 2, "recorded": 3}


def test_the_masks_go_on_their_own_and_come_back(root: Path, tmp_path: Path) -> None:
    export_overlays(root / "scenes", tmp_path / "overlays", workers=1, engine_factory=fake_engine)
    applied = apply_overlays(tmp_path / "overlays", root / "FMLD", tmp_path / "again", workers=1)
    assert applied.built == applied.pictures == 5
    for again, before in zip(
        stream_manifest(tmp_path / "again"), stream_manifest(root / "scenes"), strict=True
    ):
        hidden: Any = {
            "source": {"folder", "path"},
            "identity": True,
        }  # overlays name no folders of a machine
        assert again.model_dump(exclude=hidden) == before.model_dump(exclude=hidden)
    assert cv2.imread(str(tmp_path / "again" / one("scenes", "-0-0006").image)) is not None
