"""Three cases are told apart: a damaged file, a picture rendered a little otherwise here, and another picture."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fmld_synth.cli import verify as command
from fmld_synth.cli.main import app
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.dataset.summary import files_of, fingerprint
from fmld_synth.files import encode_image, sha256_of
from fmld_synth.geometry import ByteArray
from fmld_synth.verification.verification import Verification, verify
from fmld_synth.version import ENGINE
from tests.fake_engine import fake_engine
from tests.making_sets import run
from tests.manifest_lines import edit_line


@pytest.fixture(scope="module")
def sound(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sound") / "out"
    run(photographs, output, format="png")
    return output


@pytest.fixture
def dataset(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "out"))


def check(folder: Path) -> Verification:
    return verify(folder, workers=1, engine_factory=fake_engine)


def describe(folder: Path, **changes: object) -> None:
    """Change the set's description; None takes a field out."""
    path = folder / "dataset.json"
    description = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({name: value for name, value in description.items() if value is not None}))


def made_elsewhere(folder: Path, add: ByteArray) -> None:
    """Let the first picture be what another machine rendered: other pixels, and all hashes of them."""
    record = read_manifest(folder)[0]
    picture = cv2.imread(str(folder / record.image))[..., ::-1].astype(int) + add
    content = encode_image(np.clip(picture, 0, 255).astype(np.uint8), record.format, record.quality)
    (folder / record.image).write_bytes(content)
    edit_line(folder, {"image_sha256": sha256_of(content)}, lambda line: line["id"] == record.id)
    describe(
        folder, fingerprint=fingerprint(entry for one in read_manifest(folder) for entry in files_of(one))
    )


def differences(folder: Path, levels: int, share: float) -> ByteArray:
    record = read_manifest(folder)[0]
    add = np.zeros((record.height, record.width, 3), np.uint8)
    add.reshape(-1)[: int(add.size * share)] = levels
    return add


def test_a_sound_set_has_no_remarks(sound: Path) -> None:
    assert (check(sound).otherwise, check(sound).remarks) == (0, [])


@pytest.mark.parametrize(("levels", "share"), [(3, 0.5), (90, 0.001)])
def test_a_picture_rendered_a_little_otherwise_is_a_remark(dataset: Path, levels: int, share: float) -> None:
    made_elsewhere(dataset, differences(dataset, levels, share))
    describe(dataset, kernels={"numpy": "of another machine"})
    found = check(dataset)
    assert (found.faults, found.otherwise) == ([], 1)
    (remark,) = found.remarks
    assert remark.startswith(
        f"1 of {found.pictures} pictures are rendered a little otherwise on this machine"
    )
    assert f"none by more than {levels}" in remark
    assert "other than when the set was made: numpy kernels" in remark


@pytest.mark.parametrize(("levels", "share"), [(90, 0.01), (9, 0.5)])
def test_another_picture_is_a_fault(dataset: Path, levels: int, share: float) -> None:
    made_elsewhere(dataset, differences(dataset, levels, share))
    found = check(dataset)
    assert [fault.kind for fault in found.faults] == ["other_pixels"]
    assert found.remarks == []


def test_a_damaged_file_is_a_fault_even_if_it_differs_little(dataset: Path) -> None:
    record = read_manifest(dataset)[0]
    with (dataset / record.image).open("ab") as file:
        file.write(b"\0")
    assert [fault.kind for fault in check(dataset).faults] == ["changed"]


def test_a_set_of_another_engine_is_checked_without_rendering(dataset: Path) -> None:
    describe(dataset, engine=None, kernels=None)
    made_elsewhere(dataset, differences(dataset, 60, 1))
    found = check(dataset)
    assert found.faults == []
    assert "rendered" not in found.levels
    (remark,) = found.remarks
    assert remark.startswith("made by the engine of version 0.1.0, which draws other pixels")
    damaged = dataset / read_manifest(dataset)[1].image
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert [fault.kind for fault in check(dataset).faults] == ["changed"]


def test_the_description_says_what_decides_pixels(sound: Path) -> None:
    description = json.loads((sound / "dataset.json").read_text())
    assert description["engine"] == ENGINE
    assert set(description["kernels"]) == {"machine", "numpy", "opencv", "blas"}
    assert {"numpy", "opencv", "pillow"} <= set(description["libraries"])


def test_the_command_prints_remarks_and_succeeds(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Verification(
        pictures=2, levels={"rendered": 2}, faults=[], otherwise=1, remarks=["1 of 2 pictures ..."]
    )
    monkeypatch.setattr("fmld_synth.verification.verification.verify", lambda *_, **__: found)
    result = CliRunner().invoke(app, ["verify", str(dataset)])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"2 pictures: {command.MEANINGS['rendered']}",
        "1 of 2 pictures ...",
        "no faults",
    ]
