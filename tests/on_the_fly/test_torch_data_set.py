"""``WornMasks``: what its items hold, and what they depend on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.wear import CLASS_NUMBERS, Coverage, wear_state

torch = pytest.importorskip("torch")
from torch.utils.data import DataLoader  # noqa: E402

from fmld_synth.torch import WornMasks  # noqa: E402

SIDE = 112


@pytest.fixture(scope="session")
def cache(faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    worn(faces, folder)[0]
    return folder


def worn(faces: Path, cache: Path | None, **options: Any) -> WornMasks:
    given = {"side": SIDE, "per_face": 3, "bare": 0.3, "seed": 5, "workers": 1, **options}
    return WornMasks(faces, cache=cache, **given)


def pictures(items: WornMasks) -> list[Any]:
    return [items[place]["image"].numpy() for place in range(len(items))]


def test_an_item_says_what_it_shows(faces: Path, cache: Path) -> None:
    items = worn(faces, cache, wear="nose_exposed", bare=0.0)
    assert len(items) == 6
    item = items[0]
    assert item["image"].shape == (3, SIDE, SIDE) and item["image"].dtype == torch.uint8
    assert item["wear_state"] == "nose_exposed" and item["label"] == CLASS_NUMBERS["incorrect"]
    measured = dict(zip(Coverage._fields, item["coverage"].tolist(), strict=True))
    nose, lips, chin, area = (measured[name] for name in ("nose", "lips", "chin", "mask_area"))
    contract = wear_state("nose_exposed").contract
    assert nose <= contract.nose[1] and lips >= contract.lips[0] and chin >= contract.chin[0] and area > 0
    left, top, right, bottom = item["mask_box"].tolist()
    opaque = np.argwhere(item["matte"].numpy() > 0)
    assert abs(opaque[:, 0].min() - top) <= 2 and abs(opaque[:, 0].max() + 1 - bottom) <= 2
    assert abs(opaque[:, 1].min() - left) <= 2 and abs(opaque[:, 1].max() + 1 - right) <= 2
    face = item["face_box"].tolist()
    assert 0 <= face[0] < face[2] <= SIDE and 0 <= face[1] < face[3] <= SIDE


def test_a_bare_item_is_the_photograph(faces: Path, cache: Path) -> None:
    bare = worn(faces, cache, bare=1.0)
    item, same_face = bare[0], bare[2]
    assert item["wear_state"] == "unmasked" and item["label"] == CLASS_NUMBERS["none"]
    assert not item["matte"].any() and torch.isnan(item["mask_box"]).all()
    assert torch.equal(item["image"], same_face["image"])


def test_bare_faces_are_given_things_too(faces: Path, cache: Path) -> None:
    bare, given = worn(faces, cache, bare=1.0), worn(faces, cache, bare=1.0, things=1.0)
    item = given[0]
    assert item["label"] == CLASS_NUMBERS["none"] and not item["matte"].any()
    assert not torch.equal(item["image"], bare[0]["image"])


def test_every_epoch_and_every_item_wears_another_mask(faces: Path, cache: Path) -> None:
    items = worn(faces, cache, bare=0.0)
    first = pictures(items)
    items.set_epoch(1)
    second = pictures(items)
    items.set_epoch(0)
    assert all((one == other).all() for one, other in zip(first, pictures(items), strict=True))
    distinct = {picture.tobytes() for picture in first + second}
    assert len(distinct) == 12


def test_the_seed_decides(faces: Path, cache: Path) -> None:
    one, same, other = (worn(faces, cache, seed=seed)[0]["image"] for seed in (5, 5, 6))
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_the_seed_decides_varied_frames_too(faces: Path, tmp_path: Path) -> None:
    """What is kept of one seed's frames is not taken for another's."""
    one, other = (
        [face.surveyed.frame for face in worn(faces, tmp_path, crop="varied", seed=seed).faces]
        for seed in (5, 6)
    )
    assert len(one) == len(other)
    assert all(mine != its for mine, its in zip(one, other, strict=True))


@pytest.mark.parametrize("workers", [0, 2])
def test_workers_change_nothing_and_see_the_epoch(faces: Path, cache: Path, workers: int) -> None:
    items = worn(faces, cache)
    loader = DataLoader(items, batch_size=2, num_workers=workers, persistent_workers=workers > 0)
    alone = worn(faces, cache)
    for epoch in range(2):
        items.set_epoch(epoch)
        alone.set_epoch(epoch)
        loaded = torch.cat([batch["image"] for batch in loader])
        assert (loaded.numpy() == np.stack(pictures(alone))).all()


def test_without_a_folder_faces_stay_in_memory(faces: Path, cache: Path) -> None:
    in_memory, in_folder = worn(faces, None), worn(faces, cache)
    assert all((a == b).all() for a, b in zip(pictures(in_memory), pictures(in_folder), strict=True))


def test_a_transform_is_given_each_item(faces: Path, cache: Path) -> None:
    shapes = worn(faces, cache, transform=lambda item: tuple(item["image"].shape))
    assert shapes[0] == (3, SIDE, SIDE)


def test_splits_hold_other_people(faces: Path, cache: Path) -> None:
    train, val = (worn(faces, cache, part=part, split="train,val") for part in ("train", "val"))
    assert {face.identity for face in (*train.faces, *val.faces)} == {
        face.identity for face in worn(faces, cache).faces
    }
    assert {face.identity for face in train.faces}.isdisjoint(face.identity for face in val.faces)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bare": 1.5}, "`bare`"),
        ({"per_face": 0}, "`per_face`"),
        ({"wear": "upside_down"}, "upside_down"),
        ({"colour": "red"}, "colour"),
        ({"part": "holdout"}, "holdout"),
    ],
)
def test_mistakes_are_one_line(faces: Path, cache: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as raised:
        worn(faces, cache, **options)
    assert "\n" not in str(raised.value)
