"""From a film to a masked film: what is promised of every frame, and of the files."""

from importlib import util
from pathlib import Path

import numpy as np
import pytest
from portrait_film import write_film

from fmld_synth.dataset.exporting import export_set
from fmld_synth.dataset.file_names import FILM, SEQUENCE, TRACKS
from fmld_synth.dataset.readers.manifest import read_manifest as read_images
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.films.film import open_film
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.geometry import Box
from fmld_synth.masked_films.mot import read_lines
from fmld_synth.masked_films.run import generate_film
from fmld_synth.verification.verification import verify
from fmld_synth.wear import wear_state
from tests.films.films import film, noise

FRAMES, EVERY = 9, 4
OPTIONS = {"every": EVERY, "wear": "nose_exposed=0.5,chin=0.5", "seed": 5, "min_face": 32}
"""The face is 42 px high."""


def make(source: Path, output: Path, **options):
    return generate_film(make_configuration({"input": source, "output": output, **options}))


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "walk.mp4", FRAMES, 200)


@pytest.fixture(scope="module")
def made(source, tmp_path_factory):
    output = tmp_path_factory.mktemp("made") / "out"
    summary = make(source, output, **OPTIONS)
    assert summary.images == 3
    return output


def frames_of(path):
    with open_film(path) as opened:
        return list(opened)


def test_the_film_is_as_long_as_the_original(source, made):
    before, after = frames_of(source), frames_of(made / FILM)
    assert [frame.seconds for frame in after] == pytest.approx([frame.seconds for frame in before], abs=1e-4)
    assert after[-1].duration == pytest.approx(before[-1].duration, abs=1e-4)
    assert after[0].image.shape == before[0].image.shape


def test_everybody_wears_one_mask_that_keeps_its_label(made):
    records = read_manifest(made)
    assert len(records) == 3
    masks = [face.mask for record in records for face in record.faces]
    assert all(mask is not None for mask in masks)
    assert len({mask.parameters for mask in masks}) == 1
    for record in records:
        (face,) = record.faces
        assert not wear_state(face.wear_state).contract.violations(face.coverage)
        assert face.attributes == {"person": "1"}


def test_every_frame_has_its_line(made):
    lines = list(read_lines(made / TRACKS))
    assert [(line.frame, line.person) for line in lines] == [(n + 1, 1) for n in range(FRAMES)]
    assert {line.label for line in lines} == {"incorrect"} and all(line.counts for line in lines)
    for record, line in zip(read_manifest(made), lines[::EVERY], strict=True):
        assert np.allclose(Box(*record.faces[0].box), line.box, atol=0.011)
    assert f"seqLength={FRAMES}" in (made / SEQUENCE).read_text()


def test_a_bare_frame_is_changed_where_its_mask_is_alone(source, made):
    before, after = frames_of(source), frames_of(made / FILM)
    difference = np.abs(before[4].image.astype(int) - after[4].image).max(axis=2) > 25
    (record,) = [one for one in read_manifest(made) if one.source.path == "frame000004"]
    x, y, width, height = (round(side) for side in record.mask_box)
    inside = difference[y : y + height, x : x + width]
    assert inside.mean() > 0.3
    assert difference.sum() - inside.sum() < 0.02 * difference.size, "shadow, straps and the codec"


def test_the_set_is_a_set(made, tmp_path):
    found = verify(made, workers=1)
    assert found.faults == [] and found.levels == {"matte": 3}
    exported = export_set(made, to="coco", output=tmp_path / "coco", reader=read_images)
    assert exported.by_split == {"train": {"incorrect": 3}}


def test_again_gives_the_same_bytes(source, made, tmp_path):
    make(source, tmp_path / "out", **OPTIONS)
    names = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    assert names == {
        path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    for name in names:
        assert (made / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


def test_who_cannot_wear_a_mask_is_called_bare(source, tmp_path):
    summary = make(source, tmp_path / "out", every=EVERY, min_face=60)
    assert summary.by_wear_state == {"unmasked": 3} and summary.rejected == {"not_usable": 1}
    assert {line.label for line in read_lines(tmp_path / "out" / TRACKS)} == {"none"}
    shown = zip(frames_of(source), frames_of(tmp_path / "out" / FILM), strict=True)
    assert max(np.abs(a.image.astype(int) - b.image).mean() for a, b in shown) < 3


def test_a_film_without_a_face_is_one_line(tmp_path):
    path = film(tmp_path / "leaves.mp4", [np.full((64, 64, 3), 90, np.uint8)] * 3)
    with pytest.raises(UserError, match=r"leaves\.mp4 shows no face that can be followed"):
        make(path, tmp_path / "out")


def test_what_is_no_film_is_told_before_the_output_is_touched(tmp_path):
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(UserError, match=r"text\.mp4 cannot be opened as a film"):
        make(tmp_path / "text.mp4", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_pyav_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("fmld_synth.masked_films.run.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"pip install 'fmld-synth\[film\]'"):
        make(film(tmp_path / "film.mp4", [noise(1)] * 2), tmp_path / "out")
    assert util.find_spec("av") is not None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"input": "faces", "every": 3}, "`every` counts the frames of a film"),
        ({"input": "film.mp4", "crop": "face"}, "`crop` does not go with a film"),
        ({"input": "film.MOV", "count": 3}, "`count` does not go with a film"),
        ({"input": "film.mp4", "resume": True}, "`resume` does not go with a film"),
    ],
)
def test_options_that_do_not_go_together_are_named(options, message):
    with pytest.raises(UserError, match=message):
        make_configuration({"output": "out", **options})
