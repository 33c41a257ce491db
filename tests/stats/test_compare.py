"""Two sets side by side."""

import shutil

import cv2
import pytest

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.stats.compare import Spread, compare
from tests.dataset.readers.layouts import write_image
from tests.making_sets import run


@pytest.fixture(scope="module")
def folder(photographs, tmp_path_factory):
    output = tmp_path_factory.mktemp("compare") / "out"
    run(photographs, output, include_unmasked=True)
    return output


def test_our_own_set_tells_labels_splits_sizes_and_coverage(folder, photographs):
    ours = compare(folder, photographs, workers=1).first
    records = read_manifest(folder)
    assert (ours.images, ours.faces, ours.unreadable) == (len(records), len(records), 0)
    assert ours.labels["none"] == sum(record.label == "none" for record in records)
    assert sum(ours.splits.values()) == len(records)
    assert ours.bytes == sum((folder / record.image).stat().st_size for record in records)
    assert ours.width == Spread(low=160, median=160, high=160)
    assert ours.coverage["nose_exposed"]["nose"] <= 0.05


def test_a_folder_of_pictures_has_no_labels_but_is_measured(folder, photographs):
    pictures = compare(folder, photographs, workers=1).second
    assert (pictures.images, pictures.faces, pictures.coverage, pictures.face_side) == (8, 0, None, None)
    assert pictures.splits == {"not said": 8}
    assert 0 < pictures.brightness.median < 100
    assert pictures.sharpness.median > 0


def test_folders_named_by_class_are_recognized_unless_pictures_are_asked_for(folder, photographs, tmp_path):
    for place, original in enumerate(sorted(photographs.rglob("*.png"))):
        copy = tmp_path / ("with_mask" if place < 3 else "without_mask") / original.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(original, copy)
    assert compare(folder, tmp_path, workers=1).second.labels == {"none": 5, "correct": 3}
    assert compare(folder, tmp_path, second_format="pictures", workers=1).second.labels == {}


def test_equal_files_and_near_duplicates_are_found(photographs, tmp_path):
    originals = sorted(photographs.rglob("*.png"))
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(originals[0], other / "copy.png")
    smaller = cv2.resize(cv2.imread(str(originals[1])), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(other / "smaller.jpg"), smaller)
    cv2.imwrite(str(other / "strange.png"), cv2.imread(str(originals[2]))[::-1])
    found = compare(photographs, other, workers=1)
    assert (found.equal_files, found.near_duplicates) == (1, 2)
    below = [original.relative_to(photographs).as_posix() for original in originals]
    assert (found.nearest[0].first, found.nearest[0].second, found.nearest[0].distance) == (
        below[0],
        "copy.png",
        0,
    )
    assert (found.nearest[1].first, found.nearest[1].second) == (below[1], "smaller.jpg")
    assert found.nearest[2].distance > 32


def test_unreadable_pictures_are_counted_and_do_not_stop_it(photographs, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    found = compare(photographs, tmp_path, workers=1)
    assert (found.second.images, found.second.unreadable, found.second.width) == (1, 1, None)
    assert found.nearest == []


def test_workers_change_nothing(folder, photographs):
    assert compare(folder, photographs, workers=1) == compare(folder, photographs, workers=2)


@pytest.mark.parametrize(("width", "height"), [(224, 32), (12_000, 40)])
def test_sizes_are_exact_however_large(tmp_path, width, height):
    for place in range(3):
        write_image(tmp_path / "with_mask" / f"{place}.png", width, height, seed=place)
    found = compare(tmp_path, tmp_path, workers=1).first
    assert (found.width.low, found.width.median, found.width.high) == (width,) * 3
    assert (found.height.low, found.face_side.high) == (height, width)


def test_an_empty_folder_ends_in_one_line(photographs, tmp_path):
    with pytest.raises(UserError, match="no photographs found"):
        compare(photographs, tmp_path, workers=1)
