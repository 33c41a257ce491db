"""``WearMask``: keyword arguments in, a dictionary out, faces stay where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fmld_synth
from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.transforms import WearMask
from fmld_synth.wear import CLASS_NUMBERS

PORTRAIT = Path(__file__).parents[1] / "examples" / "portraits" / "astronaut.jpg"


@pytest.fixture(scope="module")
def image() -> ByteArray:
    return fmld_synth.prepare(PORTRAIT)[0].image[:300, 100:400].copy()


def test_a_mask_is_put_on(image: ByteArray) -> None:
    before = image.copy()
    result = WearMask(p=1, states="mouth_exposed", seed=3)(image=image, name="portrait")
    assert (image == before).all(), "what came in is not changed"
    assert result["label"] == CLASS_NUMBERS["incorrect"] and result["wear_state"] == "mouth_exposed"
    assert result["name"] == "portrait"
    changed = (result["image"] != image).any(axis=2)
    assert result["mask"].dtype == np.uint8 and changed[result["mask"] > 200].mean() > 0.9
    (box,) = result["bboxes"]
    (face,) = fmld_synth.prepare(image)
    assert box == pytest.approx([face.face.box.x, face.face.box.y, *_end(face.face.box)])


def _end(box: Any) -> tuple[float, float]:
    return box.x + box.width, box.y + box.height


def test_a_bare_face_stays_as_it_is(image: ByteArray) -> None:
    result = WearMask(p=0)(image=image)
    assert (result["image"] == image).all() and not result["mask"].any()
    assert result["label"] == CLASS_NUMBERS["none"] and result["wear_state"] == "unmasked"
    assert len(result["bboxes"]) == 1


def test_a_picture_without_a_face_stays_as_it_is() -> None:
    result = WearMask(p=1)(image=np.full((64, 64, 3), 128, np.uint8))
    assert result["label"] == CLASS_NUMBERS["none"] and result["bboxes"].shape == (0, 4)


def test_what_comes_in_goes_on(image: ByteArray) -> None:
    segmentation = np.full(image.shape[:2], 7, np.uint8)
    boxes = [[1, 2, 3, 4]]
    given: dict[str, Any] = {"image": image, "mask": segmentation, "bboxes": boxes, "label": 9}
    bare = WearMask(p=0)(**given)
    assert bare["label"] == 9 and bare["bboxes"] is boxes and (bare["mask"] == 7).all()
    worn = WearMask(p=1, states="chin", seed=1, mask_value=3)(**given)
    assert worn["label"] == CLASS_NUMBERS["incorrect"] and worn["bboxes"] is boxes
    assert set(np.unique(worn["mask"])) == {3, 7} and (segmentation == 7).all()


def test_the_seed_decides_and_calls_differ(image: ByteArray) -> None:
    one, other = WearMask(p=1, seed=1), WearMask(p=1, seed=1)
    first, second = one(image=image)["image"], one(image=image)["image"]
    assert (first == other(image=image)["image"]).all()
    assert (second == other(image=image)["image"]).all()
    assert (first != second).any()


def test_p_is_how_often(image: ByteArray) -> None:
    wear = WearMask(p=0.5, states="chin", template="kn95", seed=0)
    worn = [wear(image=image)["wear_state"] == "chin" for _ in range(12)]
    assert 2 <= sum(worn) <= 10


def test_boxes_as_shares(image: ByteArray) -> None:
    height, width = image.shape[:2]
    pixels, shares = (
        WearMask(p=0, box_format=kind)(image=image)["bboxes"] for kind in ("pascal_voc", "albumentations")
    )
    assert pixels / [width, height, width, height] == pytest.approx(shares)


def test_prints_and_things_are_drawn(image: ByteArray) -> None:
    plain, printed, with_things = (
        WearMask(p=1, states="correct", template="cloth_plain", seed=4, prints=prints, things=things)(
            image=image
        )["image"]
        for prints, things in ((0, 0), (1, 0), (0, 1))
    )
    assert (plain != printed).any() and (plain != with_things).any()


def test_only_chosen_kinds_of_things_are_drawn(image: ByteArray) -> None:
    phone, same, goggles = (
        WearMask(p=1, states="correct", template="cloth_plain", seed=4, things=1, thing_kinds=[kind])(
            image=image
        )["image"]
        for kind in ("phone", "phone", "goggles")
    )
    assert (phone == same).all() and (phone != goggles).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"p": 2}, "`p`"),
        ({"states": "upside_down"}, "upside_down"),
        ({"states": "unmasked"}, "unmasked"),
        ({"rendering": "oil"}, "oil"),
        ({"mask_value": 300}, "`mask_value`"),
        ({"box_format": "coco"}, "`box_format`"),
        ({"prints": 1.5}, "`prints`"),
        ({"things": 1, "thing_kinds": ["cups"]}, "did you mean cup"),
        ({"thing_kinds": ["cup"]}, "needs `things`"),
    ],
)
def test_mistakes_are_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        WearMask(**options)


def test_inside_albumentations(image: ByteArray) -> None:
    albumentations = pytest.importorskip("albumentations")
    pipeline = albumentations.Compose(
        [
            WearMask(p=1, states="nose_exposed", seed=2),
            albumentations.HorizontalFlip(p=1),
            albumentations.Resize(128, 128),
        ],
        bbox_params=albumentations.BboxParams("pascal_voc", label_fields=["names"]),
    )
    box = fmld_synth.prepare(image)[0].face.box
    corners = [box.x, box.y, *_end(box)]
    result = pipeline(image=image, bboxes=[corners], names=["face"])
    assert result["image"].shape == (128, 128, 3) and result["mask"].shape == (128, 128)
    assert result["label"] == CLASS_NUMBERS["incorrect"]
    across = 128 / image.shape[1]
    assert result["bboxes"][0][0] == pytest.approx((image.shape[1] - corners[2]) * across, abs=0.5)
    alone = WearMask(p=1, states="nose_exposed", seed=2)(image=image)
    flipped = albumentations.Compose([albumentations.HorizontalFlip(p=1), albumentations.Resize(128, 128)])
    assert (result["image"] == flipped(image=alone["image"])["image"]).all()


def test_inside_a_compose_of_functions(image: ByteArray) -> None:
    """As torchvision's ``Compose`` calls its transforms: one after the other, one argument each."""
    wear = WearMask(p=1, states="chin", seed=1)
    picture: Any = image
    for transform in (lambda pixels: wear(image=pixels)["image"], np.fliplr):
        picture = transform(picture)
    assert (np.fliplr(picture) != image).any()
