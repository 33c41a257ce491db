"""The user's own pictures as prints: recorded by name and hash, tiled without seams, missed in one line."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.synthesis.prints.pictures import PictureFolder
from fmld_synth.synthesis.prints.prints import PICTURE, Print, draw_print, rendered
from fmld_synth.synthesis.random_streams import RandomStream, random_stream


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures; the second, a red one with a blue left half, lies in a subfolder."""
    halves = np.full((60, 80, 3), (200, 30, 30), np.uint8)
    halves[:, :40] = (30, 30, 200)
    (tmp_path / "own" / "more").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "own" / "gray.png"), np.full((50, 50, 3), 120, np.uint8))
    cv2.imwrite(str(tmp_path / "own" / "more" / "halves.png"), halves[..., ::-1])
    return tmp_path / "own"


def drawn(folder: Path, name: str) -> Print:
    pictures = PictureFolder(folder)
    prints = (draw_print(random_stream(seed, RandomStream.PRINT), pictures=pictures) for seed in range(100))
    return next(pattern for pattern in prints if pattern.picture == name)


def test_half_of_the_prints_are_pictures(folder: Path) -> None:
    pictures = PictureFolder(folder)
    prints = [draw_print(random_stream(seed, RandomStream.PRINT), pictures=pictures) for seed in range(200)]
    own = [pattern.picture for pattern in prints if pattern.kind == PICTURE]
    assert 70 < len(own) < 130
    assert set(own) == {"gray.png", "more/halves.png"}
    plain = [draw_print(random_stream(seed, RandomStream.PRINT)) for seed in range(200)]
    assert all(one == two for one, two in zip(prints, plain, strict=True) if one.kind != PICTURE)


def test_a_picture_is_tiled_at_its_recorded_width(folder: Path) -> None:
    pattern = drawn(folder, "more/halves.png").model_copy(
        update={"scale": 6.3, "rotation": 0.0, "offset": (0.0, 0.0)}
    )
    again = Print.model_validate_json(pattern.model_dump_json())
    red = rendered(again, 100, 300, 3.0, 1.0, PictureFolder(folder))[50, :, 0] > 128
    # From the middle: half a picture blue, then red for the rest and for its mirror image.
    assert (~red[155:195]).all()
    assert red[205:295].all()
    assert (~red[105:145]).all()
    assert red[5:95].all()


def test_what_is_missing_is_told_in_one_line(folder: Path) -> None:
    pattern = drawn(folder, "gray.png")
    with pytest.raises(UserError, match=r"gray\.png is printed on a mask; name the folder"):
        rendered(pattern, 40, 50, 2.0, 1.6)
    cv2.imwrite(str(folder / "gray.png"), np.full((50, 50, 3), 121, np.uint8))
    with pytest.raises(UserError, match=r"gray\.png: has changed"):
        rendered(pattern, 40, 50, 2.0, 1.6, PictureFolder(folder))
    (folder / "gray.png").unlink()
    with pytest.raises(UserError, match=r"holds no gray\.png"):
        rendered(pattern, 40, 50, 2.0, 1.6, PictureFolder(folder))


def test_records_lead_nowhere_else(folder: Path) -> None:
    (folder.parent / "secret.png").write_bytes((folder / "gray.png").read_bytes())
    pattern = drawn(folder, "gray.png").model_copy(update={"picture": "../secret.png"})
    with pytest.raises(UserError, match=r"holds no \.\./secret\.png"):
        rendered(pattern, 40, 50, 2.0, 1.6, PictureFolder(folder))


def test_a_folder_is_checked_before_a_run(folder: Path, tmp_path: Path) -> None:
    PictureFolder(folder).check()
    with pytest.raises(UserError, match="no such folder"):
        PictureFolder(tmp_path / "nowhere").check()
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="holds no pictures"):
        PictureFolder(tmp_path / "empty").check()
    (folder / "broken.png").write_bytes(b"no picture")
    with pytest.raises(UserError, match=r"broken\.png"):
        PictureFolder(folder).check()
