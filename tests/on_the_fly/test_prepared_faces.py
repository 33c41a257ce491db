"""Measured faces that are kept: the same ones come back, within bounds, and files of strangers run nothing."""

from __future__ import annotations

import os
import pickle
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fmld_synth import prepare
from fmld_synth.generation.engine import standard_engine
from fmld_synth.on_the_fly.prepared_faces import FacesInFolder, FacesInMemory, packed, unpacked
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state
from tests.time_limit import time_limit

PORTRAIT = Path(__file__).parents[2] / "examples" / "portraits" / "astronaut.jpg"


@pytest.fixture(scope="module")
def measured() -> MeasuredFace:
    (face,) = prepare(PORTRAIT)
    return standard_engine().prepare(face.image, face.face, None)


class Counted:
    def __init__(self, measured: MeasuredFace) -> None:
        self.times, self._measured = 0, measured

    def __call__(self) -> MeasuredFace:
        self.times += 1
        return self._measured


def test_what_is_unpacked_wears_the_same_masks(measured: MeasuredFace) -> None:
    again = unpacked(packed(measured))
    one, other = (
        standard_engine().make(face, wear_state("chin"), load_template("kn95"), 3)
        for face in (measured, again)
    )
    assert (one.image == other.image).all() and one.coverage == other.coverage


def test_nothing_takes_next_to_no_room(measured: MeasuredFace) -> None:
    shape = measured.image.shape[:2]
    bare, hidden = (
        replace(measured, occluders=matte, before_hair=matte * 0, skin=matte * 0)
        for matte in (np.zeros(shape, np.float32), np.full(shape, 0.5, np.float32))
    )
    assert len(packed(hidden)) - len(packed(bare)) == pytest.approx(hidden.occluders.nbytes, abs=500)
    for face in (bare, hidden):
        again = unpacked(packed(face))
        for name in ("occluders", "before_hair", "skin"):
            np.testing.assert_array_equal(getattr(again, name), getattr(face, name), strict=True)


@pytest.mark.parametrize("in_folder", [True, False])
def test_a_face_is_measured_once(measured: MeasuredFace, in_folder: bool, tmp_path: Path) -> None:
    kept = FacesInFolder(tmp_path) if in_folder else FacesInMemory()
    measure = Counted(measured)
    faces = [kept.get("ab", measure) for _ in range(3)]
    assert measure.times == 1
    assert all((face.occluders == measured.occluders).all() for face in faces)


def test_another_process_finds_it(measured: MeasuredFace, tmp_path: Path) -> None:
    FacesInFolder(tmp_path).get("ab", Counted(measured))
    measure = Counted(measured)
    FacesInFolder(tmp_path).get("ab", measure)
    assert measure.times == 0


@pytest.mark.parametrize("in_folder", [True, False])
def test_room_is_bounded(measured: MeasuredFace, in_folder: bool, tmp_path: Path) -> None:
    most = int(2.5 * len(packed(measured) if in_folder else pickle.dumps(measured)))  # zeros are packed small
    kept = FacesInFolder(tmp_path, most) if in_folder else FacesInMemory(most)
    for key in ("aa", "bb", "cc"):
        kept.get(key, Counted(measured))
    measure = Counted(measured)
    for key in ("cc", "bb", "aa"):  # the first one had to go
        kept.get(key, measure)
    assert measure.times == 1
    if in_folder:
        assert sum(path.stat().st_size for path in tmp_path.rglob("*.face")) <= most


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "another class", "a command", "another pixel"])
def test_a_damaged_file_is_made_again(measured: MeasuredFace, damage: str, tmp_path: Path) -> None:
    FacesInFolder(tmp_path).get("ab", Counted(measured))
    (path,) = tmp_path.rglob("*.face")
    whole = path.read_bytes()
    ran = tmp_path / "ran"

    class Command:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (ran,)

    contents = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "noise": np.random.default_rng(0).bytes(1000),
        "another class": _with_check(pickle.dumps([measured.face])),
        "a command": _with_check(pickle.dumps(Command())),
        "another pixel": _with_another_pixel(whole, measured),
    }
    path.write_bytes(contents[damage])
    measure = Counted(measured)
    FacesInFolder(tmp_path).get("ab", measure)
    assert measure.times == 1 and not ran.exists()
    assert path.read_bytes() == whole


def _with_check(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "little") + content


def _with_another_pixel(whole: bytes, measured: MeasuredFace) -> bytes:
    pixels = whole.index(measured.image.tobytes())
    return whole[:pixels] + bytes([whole[pixels] ^ 255]) + whole[pixels + 1 :]


def test_a_pipe_among_the_files_is_passed_over(measured: MeasuredFace, tmp_path: Path) -> None:
    kept = FacesInFolder(tmp_path)
    kept.get("ab", Counted(measured))
    (path,) = tmp_path.rglob("*.face")
    path.unlink()
    os.mkfifo(path)
    with time_limit():
        kept.get("ab", Counted(measured))
    assert path.is_file()
