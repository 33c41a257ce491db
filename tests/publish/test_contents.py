"""What is read of a set before it is published, and sets that must not be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fmld_synth.dataset.record_lines import read_manifest, to_line
from fmld_synth.dataset.summary import files_of, fingerprint
from fmld_synth.errors import UserError
from fmld_synth.files import encode_image
from fmld_synth.generation.contact_sheet import make_contact_sheet
from fmld_synth.publish import hugging_face_package
from fmld_synth.publish.contents import published_records, survey
from tests.fake_engine import write_photograph
from tests.making_sets import run
from tests.manifest_lines import edit_line


@pytest.fixture
def damaged(finished: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(finished, tmp_path / "out"))


def test_counts_are_those_of_the_manifest(finished):
    contents = survey(finished)

    records = read_manifest(finished)
    assert contents.pictures == len(records)
    assert contents.mattes == sum(record.matte is not None for record in records)
    assert contents.people == len({record.identity for record in records})
    for state, counts in contents.states.items():
        for split, number in counts.items():
            assert number == sum((record.wear_state, record.split) == (state, split) for record in records)
    assert contents.extensions == (".jpg",)
    assert contents.widths == (min(one.width for one in records), max(one.width for one in records))


def test_splits_come_in_the_order_of_use(finished):
    assert survey(finished).splits == ("train", "val", "test")[: len(survey(finished).splits)]


def test_folders_of_this_machine_stay_here(finished):
    own = next(record for record in published_records(finished))

    assert own.source.folder == "."
    assert survey(finished).description["configuration"]["input"] == "."


def test_templates_of_ones_own_are_named_not_located(damaged):
    first = next(record for record in read_manifest(damaged) if record.template is not None)
    manifest = damaged / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace(f'"{first.template}"', '"/home/me/masks/mine"'))

    named = {record.template for record in published_records(damaged)}
    drawn = {mask.parameters.template for record in published_records(damaged) for _, mask in record.masks}
    assert "mine" in named & drawn
    assert "/home/me/masks/mine" not in named | drawn


def test_no_manifest(tmp_path):
    (tmp_path / "dataset.json").write_text(json.dumps({"configuration": {}, "fingerprint": "0"}))

    with pytest.raises(UserError, match=r"holds no manifest\.jsonl"):
        survey(tmp_path)


def test_an_unfinished_set(damaged):
    (damaged / "dataset.json").unlink()

    with pytest.raises(UserError, match=r"holds no dataset\.json: it is not a finished set"):
        survey(damaged)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"configuration": 3}'])
def test_a_damaged_description(damaged, content):
    (damaged / "dataset.json").write_text(content)

    with pytest.raises(UserError, match=r"dataset\.json is damaged"):
        survey(damaged)


def test_an_empty_set(damaged):
    (damaged / "manifest.jsonl").write_text("")

    with pytest.raises(UserError, match=r"manifest\.jsonl is empty: there is nothing to publish"):
        survey(damaged)


@pytest.mark.parametrize(("file", "field"), [("image", "image"), ("matte", r"faces\.0\.mask\.matte")])
def test_a_deleted_file(damaged, file, field):
    record = next(record for record in read_manifest(damaged) if record.matte is not None)
    (damaged / getattr(record, file)).unlink()

    with pytest.raises(UserError, match=rf"manifest\.jsonl, line \d+: {field}: .* is missing"):
        survey(damaged)


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.jpg", "images/../../secret.jpg"])
def test_files_outside_the_set_are_never_published(damaged, path):
    edit_line(damaged, {"image": path})

    with pytest.raises(UserError, match=r"line 1: image: .* lies outside the set"):
        survey(damaged)


def test_an_unknown_wear_state(damaged):
    edit_line(damaged, {"faces.0.wear_state": "on the elbow"})

    with pytest.raises(UserError, match=r"line 1: faces\.0\.wear_state: unknown wear state 'on the elbow'"):
        survey(damaged)


def test_a_broken_line(damaged):
    edit_line(damaged, {"width": "wide"})

    with pytest.raises(UserError, match="line 1: width"):
        survey(damaged)


def test_what_is_published_is_counted_and_drawn_anew(finished, tmp_path, publication):
    """After pictures of a person were taken out by hand, nothing tells of them."""
    folder = Path(shutil.copytree(finished, tmp_path / "set"))
    records = read_manifest(folder)
    gone = [record for record in records if record.identity == records[0].identity]
    kept = [record for record in records if record.identity != records[0].identity]
    (folder / "manifest.jsonl").write_text("".join(to_line(record) for record in kept))
    (folder / "contact_sheet.jpg").unlink()
    (folder / "contact_sheet.jpg").symlink_to("/etc/hostname")
    contents = survey(folder)
    assert gone and contents.pictures == len(kept)
    assert contents.description["counts"]["images"] == len(kept)
    assert contents.fingerprint == fingerprint(entry for record in kept for entry in files_of(record))
    package = hugging_face_package.make_package(contents, publication, "imagefolder", tmp_path / "package")
    sheet = (package.folder / "contact_sheet.jpg").read_bytes()
    assert sheet == encode_image(make_contact_sheet(folder, kept), "jpeg", 90)


def test_photographs_of_a_list_do_not_tell_where_they_lie(tmp_path):
    for seed, place in enumerate(("home/alice/secret", "home/bob")):
        (tmp_path / place).mkdir(parents=True)
        write_photograph(tmp_path / place / "face.png", seed)
    paths = sorted(tmp_path.rglob("*.png"))
    (tmp_path / "list.txt").write_text("\n".join(map(str, paths)))
    run(tmp_path / "list.txt", tmp_path / "set", per_face=1)
    published = "".join(to_line(record) for record in published_records(tmp_path / "set"))
    described = json.dumps(survey(tmp_path / "set").description)
    for word in ("alice", "secret", "bob", str(tmp_path)):
        assert word in (tmp_path / "set" / "manifest.jsonl").read_text()
        assert word not in published and word not in described
