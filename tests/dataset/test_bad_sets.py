"""Damaged sets of our own, and what every command says of them: one line, and nothing left half written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.dataset.exporting import EXPORTERS, export_set
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.overlays.apply import apply_overlays
from fmld_synth.overlays.export import export_overlays
from fmld_synth.publish.contents import survey
from fmld_synth.stats.compare import compare
from fmld_synth.stats.report import make_report
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import run
from tests.manifest_lines import with_changes

MANIFEST = "manifest.jsonl"

Damage = Callable[[Path], object]
Command = Callable[[Path, Path], Any]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, a set and its overlays."""
    root = tmp_path_factory.mktemp("sound")
    faces = write_photographs(root / "faces", 2)
    run(faces, root / "set", per_face=2, include_unmasked=True)
    export_overlays(root / "set", root / "overlays", workers=1, engine_factory=fake_engine)
    return root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(sound, tmp_path / "all"))


def _export(to: str, folder: Path, output: Path) -> object:
    return export_set(folder, to=to, output=output, reader=read_manifest)


def _verify(folder: Path, output: Path) -> object:
    return verify(folder, workers=1, engine_factory=fake_engine)


EXPORTS: dict[str, Command] = {
    **{f"export --to {to}": partial(_export, to) for to in EXPORTERS},
    "export --to overlays": lambda folder, output: export_overlays(
        folder, output, workers=1, engine_factory=fake_engine
    ),
}
COMMANDS: dict[str, Command] = {
    **EXPORTS,
    "stats": lambda folder, output: statistics_of(folder),
    "stats --html": lambda folder, output: make_report(folder, output.with_suffix(".html"), workers=1),
    "verify": _verify,
    "compare": lambda folder, output: compare(folder, folder.parent / "faces", workers=1),
    "publish": lambda folder, output: survey(folder),
}
COUNTING = {"stats", "stats --html", "verify"}
"""Commands that go on where others would pass on what is wrong; ``stats --html`` and ``verify`` tell of it."""


def lines_of(folder: Path) -> list[bytes]:
    return (folder / MANIFEST).read_bytes().splitlines()


def _line(content: bytes, folder: Path) -> None:
    first, _, *others = lines_of(folder)
    (folder / MANIFEST).write_bytes(b"\n".join([first, content, *others]) + b"\n")


def _field(path: str, value: object, folder: Path) -> None:
    """Another value, which the line repeats wherever it repeats the field."""
    _line(json.dumps(with_changes(json.loads(lines_of(folder)[1]), {path: value})).encode(), folder)


def _summary(name: str, value: object, folder: Path) -> None:
    """A line that repeats something else than its first face says."""
    _line(json.dumps({**json.loads(lines_of(folder)[1]), name: value}).encode(), folder)


def _another_face(box: list[float], folder: Path) -> None:
    """A face of which nothing but its box is known."""
    line = json.loads(lines_of(folder)[1])
    _line(json.dumps({**line, "faces": [*line["faces"], {"index": 1, "box": box}]}).encode(), folder)


def _torn(folder: Path) -> None:
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:-100])


def _a_folder(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    (folder / MANIFEST).mkdir()


UNREADABLE: list[tuple[Damage, str]] = [
    (_torn, r"manifest\.jsonl, line 6: line: Invalid JSON"),
    (partial(_line, b'{"id": "caf\xe9"}'), r"manifest\.jsonl, line 2: line: Invalid JSON"),
    (partial(_line, b""), r"manifest\.jsonl, line 2: line: Invalid JSON"),
    (partial(_line, b"null"), r"manifest\.jsonl, line 2: line: Input should be an object"),
    (partial(_line, b"{}"), r"manifest\.jsonl, line 2: id: Field required"),
    (partial(_field, "width", "wide"), r"manifest\.jsonl, line 2: width: "),
    (partial(_field, "height", 0), r"manifest\.jsonl, line 2: height: .* greater than 0"),
    (partial(_field, "faces.0.label", "elbow"), r"manifest\.jsonl, line 2: faces\.0\.label: "),
    (partial(_summary, "label", "elbow"), r"manifest\.jsonl, line 2: line: label is 'elbow', but the first"),
    (partial(_summary, "matte", None), r"manifest\.jsonl, line 2: line: matte is None, but the first"),
    (
        partial(_field, "faces.0.box", [1, 2, float("nan"), 4]),
        r"line 2: faces\.0\.box\.2: .* finite number",
    ),
    (
        partial(_field, "faces.0.mask.parameters.tilt", float("inf")),
        r"line 2: faces\.0\.mask\.parameters\.tilt: .* finite number",
    ),
    (partial(_field, "split", "../../elsewhere"), r"manifest\.jsonl, line 2: split: "),
    (partial(_field, "mood", "good"), r"manifest\.jsonl, line 2: mood: "),
    (_a_folder, r"cannot read .*manifest\.jsonl: Is a directory"),
]
"""What no command can make sense of."""

IMPOSSIBLE: list[tuple[Damage, str]] = [
    (
        partial(_field, "faces.0.box", [5000, 5, 10, 10]),
        r"manifest\.jsonl, line 2: faces\.0\.box: .* outside the image",
    ),
    (
        partial(_field, "faces.0.mask.box", [1, 1, -5, 10]),
        r"manifest\.jsonl, line 2: faces\.0\.mask\.box: .* outside the image",
    ),
    (
        partial(_field, "faces.0.wear_state", "elbow"),
        r"manifest\.jsonl, line 2: faces\.0\.wear_state: unknown wear state 'elbow'",
    ),
    (partial(_field, "image", "images/../../other.jpg"), r"manifest\.jsonl, line 2: image: images/\.\./"),
    (
        partial(_field, "faces.0.mask.matte", "/etc/passwd"),
        r"manifest\.jsonl, line 2: faces\.0\.mask\.matte: /etc/passwd",
    ),
    (partial(_field, "image", "images/train/gone.jpg"), r"line 2: image: images/train/gone\.jpg is missing"),
    (
        partial(_field, "faces.0.mask.matte", "mattes/train/gone.png"),
        r"line 2: faces\.0\.mask\.matte: mattes/train/gone\.png is missing",
    ),
    (lambda folder: (folder / MANIFEST).write_bytes(b""), r"manifest\.jsonl is empty"),
]
"""What must not be passed on."""


def assert_one_line(command: Command, folder: Path, message: str) -> None:
    """The command ends with one line of text, and nothing new lies beside the set."""
    before = {path.name for path in folder.parent.iterdir()}
    with pytest.raises(UserError, match=message) as caught:
        command(folder, folder.parent / "output")
    assert "\n" not in str(caught.value)
    assert {path.name for path in folder.parent.iterdir()} == before


@pytest.mark.parametrize(("damage", "message"), UNREADABLE)
def test_what_cannot_be_read_is_named_by_every_command(root, damage, message):
    damage(root / "set")
    damage(root / "overlays")
    for command in COMMANDS.values():
        assert_one_line(command, root / "set", message)
    apply = partial(_apply, root)
    assert_one_line(apply, root / "overlays", message if damage is not _a_folder else "holds no manifest")


def _apply(root: Path, overlays: Path, output: Path) -> object:
    return apply_overlays(overlays, root / "faces", output, workers=1)


def test_overlays_of_nothing_are_not_applied(root):
    (root / "overlays" / MANIFEST).write_bytes(b"")
    assert_one_line(partial(_apply, root), root / "overlays", r"manifest\.jsonl is empty")


@pytest.mark.parametrize(("damage", "message"), IMPOSSIBLE)
def test_what_cannot_be_is_not_passed_on(root, damage, message):
    damage(root / "set")
    for name in COMMANDS.keys() - COUNTING:
        assert_one_line(COMMANDS[name], root / "set", message)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (partial(_field, "faces.0.box", [5000, 5, 10, 10]), "wrong_box"),
        (partial(_another_face, [5000, 5, 10, 10]), "wrong_box"),
        (partial(_field, "faces.0.wear_state", "elbow"), "wrong_label"),
        (partial(_field, "image", "images/train/gone.jpg"), "missing"),
        (partial(_field, "faces.0.mask.matte", "mattes/train/gone.png"), "missing"),
    ],
)
def test_verify_and_the_report_list_what_cannot_be(root, damage, kind):
    damage(root / "set")
    for name in ("verify", "stats --html"):
        found = COMMANDS[name](root / "set", root / "output")
        assert kind in {fault.kind for fault in found.faults}, name


def _file(root: Path, field: str) -> Path:
    return root / "set" / json.loads(lines_of(root / "set")[1])[field]


@pytest.mark.parametrize("field", ["image", "matte"])
def test_altered_files_are_not_exported(root, field):
    path = _file(root, field)
    path.write_bytes(path.read_bytes() + b" ")
    # Layers are made from photographs; the other formats place the file, or what is read in it.
    using = {"image": EXPORTS.keys() - {"export --to overlays"}, "matte": EXPORTS.keys() - {
        "export --to yolo", "export --to pascal-voc", "export --to image-folder", "export --to hugging-face",
        "export --to ultralytics-classify",
    }}[field]  # fmt: skip
    for name in using:
        assert_one_line(EXPORTS[name], root / "set", rf"{path.name} was altered since the set was made")


def test_a_set_without_pictures_is_counted_only_for_its_rejections(root):
    (root / "set" / MANIFEST).write_bytes(b"")
    rejection = '{"source": "a.jpg", "stage": "face", "reason": "none"}\n'
    (root / "set" / "rejected.jsonl").write_text(rejection)
    assert statistics_of(root / "set").rejections == {"face: none": 1}
    (root / "set" / "rejected.jsonl").write_text("")
    for name in COUNTING:
        assert_one_line(COMMANDS[name], root / "set", r"manifest\.jsonl is empty")


def test_every_command_takes_the_set_when_it_is_sound(root):
    for number, command in enumerate(COMMANDS.values()):
        command(root / "set", root / f"output {number}")
