from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.templates.adding import add_template
from fmld_synth.templates.checking import check_template
from fmld_synth.templates.colors import inked
from fmld_synth.templates.library import find_templates, load_template


def _pixels(rows: int = 200, columns: int = 300) -> ByteArray:
    """A green ellipse with a dark stripe on a transparent background."""
    pixels = np.zeros((rows, columns, 4), np.uint8)
    pixels[..., :3] = (60, 140, 90)
    pixels[rows // 2 - 8 : rows // 2 + 8, :, :3] = (20, 60, 30)
    outline = np.zeros((rows, columns), np.uint8)
    cv2.ellipse(outline, (columns // 2, rows // 2), (columns * 2 // 5, rows * 2 // 5), 0, 0, 360, (255,), -1)
    pixels[..., 3] = outline
    return pixels


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "my mask.png"
    Image.fromarray(_pixels()).save(path)
    return path


def test_round_trip(picture: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    folder = add_template(picture, "mine", "cloth", into=library)
    assert folder == library / "mine"
    assert check_template(folder) == []
    template = load_template("mine", [library])
    assert np.array_equal(template.texture, _pixels())
    assert (template.relief == 128).all()
    description = template.description
    assert (description.family, description.artwork, description.straps.kind) == (
        "cloth",
        "picture",
        "ear_loops",
    )
    assert description.shape.height / description.shape.width == pytest.approx(200 / 300, abs=1e-3)
    assert np.array_equal(inked(template, template.colorway("as_pictured")), _pixels())
    assert description.anchors.top_center == pytest.approx((0.5, 0.1), abs=0.01)
    assert find_templates("min*", [library]) == ["mine"]
    assert Image.open(folder / "preview.png").width == 320
    assert [path.name for path in library.iterdir()] == ["mine"]


def test_options_override_what_is_guessed(picture: Path, tmp_path: Path) -> None:
    anchors = {"top_left": (0.15, 0.35)}
    folder = add_template(
        picture, "mine", "cloth", into=tmp_path, title="Mine", license="CC0-1.0", width=3.0, below_chin=0.3,
        straps="ties", anchors=anchors, relief="picture",
    )  # fmt: skip
    template = load_template(folder)
    description = template.description
    assert (description.title, description.license, description.straps.kind) == ("Mine", "CC0-1.0", "ties")
    assert (description.shape.width, description.shape.height, description.shape.below_chin) == (
        3.0,
        2.0,
        0.3,
    )
    assert description.anchors.top_left == (0.15, 0.35)
    assert template.relief[100, 150] < 128 < template.relief[85, 150]


def test_a_product_picture_is_cut_out_of_white(tmp_path: Path) -> None:
    pixels = _pixels()
    opaque = np.where(pixels[..., 3:] > 0, pixels[..., :3], 250).astype(np.uint8)
    opaque[95:105, 145:155] = 255  # white inside the mask stays
    path = tmp_path / "product.png"
    Image.fromarray(opaque).save(path)
    with pytest.raises(UserError, match=r"product.png: has no transparency; .*`remove_background=True`"):
        add_template(path, "product", "cloth", into=tmp_path)
    template = load_template(add_template(path, "product", "cloth", into=tmp_path, remove_background=True))
    difference = (template.texture[..., 3] > 127) != (pixels[..., 3] > 127)
    assert difference.mean() < 0.02
    assert template.texture[100, 150, 3] == 255


def test_cut_out_ear_loops_need_no_straps(tmp_path: Path) -> None:
    pixels = _pixels()
    for column in (60, 240):
        cv2.circle(pixels, (column, 100), 15, (0, 0, 0, 0), -1)
    Image.fromarray(pixels).save(tmp_path / "loops.png")
    shape = load_template(
        add_template(tmp_path / "loops.png", "loops", "fashion", into=tmp_path / "l")
    ).description
    assert shape.shape.reaches_ears
    assert shape.straps.kind == "none"


@pytest.mark.parametrize(
    ("name", "family", "options", "message"),
    [
        ("My Mask", "cloth", {}, "`name`: 'My Mask' cannot be a name"),
        ("kn95", "cloth", {}, "`name`: a template called 'kn95' exists already"),
        ("cloth", "cloth", {}, "`name`: 'cloth' has a meaning of its own"),
        ("mine", "hat", {}, "`family`: unknown family 'hat'"),
        ("mine", "cloth", {"anchors": {"nose": (0.5, 0.5)}}, "`anchors`: unknown anchor 'nose'"),
        ("mine", "cloth", {"anchors": {"top_left": (0.5, 0.5)}}, "anchors.top_left: lies .* off the outline"),
        ("mine", "cloth", {"width": 90.0}, "`width`: .*less than or equal to 7"),
        ("mine", "cloth", {"straps": "glue"}, "`straps`: .*'ear_loops'"),
    ],
)
def test_wrong_arguments(
    picture: Path, tmp_path: Path, name: str, family: str, options: dict[str, object], message: str
) -> None:
    library = tmp_path / "library"
    with pytest.raises(UserError, match=message) as caught:
        add_template(picture, name, family, into=library, **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert not library.exists() or not list(library.iterdir())


@pytest.mark.parametrize(
    ("crop", "message"),
    [((60, 60, 160, 160), "at least 128 px"), ((30, 20, 180, 180), "touches the picture's edge")],
)
def test_wrong_pictures(tmp_path: Path, crop: tuple[int, int, int, int], message: str) -> None:
    path = tmp_path / "wrong.png"
    Image.fromarray(_pixels()).crop(crop).save(path)
    with pytest.raises(UserError, match=rf"wrong.png: .*{message}"):
        add_template(path, "wrong", "cloth", into=tmp_path)


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        add_template(tmp_path / "none.png", "mine", "cloth", into=tmp_path)
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(UserError, match="not a picture"):
        add_template(tmp_path / "text.png", "mine", "cloth", into=tmp_path)


def test_a_library_that_cannot_be_written(picture: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match=r"file: cannot be written .*`into`"):
        add_template(picture, "mine", "cloth", into=tmp_path / "file")
