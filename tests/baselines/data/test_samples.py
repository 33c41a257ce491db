"""Samples in memory: cut where the box is, labeled as the model numbers classes, corrupt pictures skipped."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.baselines.data.cutting import FACE_MARGIN
from fmld_synth.baselines.data.samples import face_samples, scene_samples
from fmld_synth.dataset.annotations import AnnotatedFace
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.photographs.framing import cut_out, frame_around

THREE = label_scheme("three")


def _faces(images, classes=THREE.classes, margin=(0.0, 0.0, 0.0), cache_side=100, scheme=THREE):
    return face_samples(images, scheme, classes, margin=margin, cache_side=cache_side)


def test_each_labeled_face_is_cut_along_its_box(make_image):
    image = make_image(
        "a.png",
        AnnotatedFace(Box(10, 5, 20, 30), "none"),
        AnnotatedFace(Box(40, 5, 20, 20), "correct"),
        identity="ann",
    )
    pixels = scene_samples([image], THREE, THREE.classes, longest_side=100).samples[0].pixels
    first, second = _faces([image]).samples
    assert np.array_equal(first.pixels, pixels[5:35, 10:30])
    assert (first.label, second.label) == (2, 0)
    assert (first.identity, first.path, first.name) == ("ann", image.path, "a.png")
    assert first.box == Box(10, 5, 20, 30)


def test_samples_know_where_the_face_lies_in_them_whose_it_is_and_how_it_wears_its_mask(make_image):
    face = AnnotatedFace(Box(0, 10, 20, 20), "incorrect", "chin", person="ann")
    image = make_image("a.png", face, AnnotatedFace(Box(30, 20, 20, 10), "none"), identity="both")
    first, second = _faces([image], margin=(0.5, 0.25, 0.25), cache_side=15).samples
    assert first.pixels.shape == (15, 15, 3)  # of 30 x 30, halved; the left margin ends at the border
    assert first.inside == Box(0, 2.5, 10, 10)
    assert (first.identity, first.wear_state) == ("ann", "chin")
    assert (second.identity, second.wear_state) == ("both", None)


def test_samples_know_what_they_show_of_the_mask(make_image):
    box = Box(0, 10, 20, 20)
    low = AnnotatedFace(box, "incorrect", "chin", mask_box=Box(5, 26, 10, 8))
    unseen = AnnotatedFace(box, "incorrect", "chin", mask_box=Box(5, 40, 10, 8))
    samples = _faces([make_image("a.png", low, unseen, AnnotatedFace(box, "none"))], cache_side=10).samples
    assert [sample.mask for sample in samples] == [
        Box(2.5, 8, 5, 2),
        None,
        None,
    ]  # halved, and cut at the chin


def test_the_margin_ends_at_the_border(make_image):
    image = make_image("a.png", AnnotatedFace(Box(0, 10, 20, 20), "none"))
    assert _faces([image], margin=(0.5, 0.25, 0.25)).samples[0].pixels.shape == (30, 30, 3)


def test_a_mask_under_the_chin_lies_inside_the_crop(make_image):
    """As deep as real ones hang, measured from the chin in heights of the face."""
    pixels = np.zeros((200, 200, 3), np.uint8)
    chin, hangs = 130, 0.32
    pixels[chin : chin + round(hangs * 80), 80:120] = 255
    image = make_image("a.png", AnnotatedFace(Box(70, chin - 80, 60, 80), "incorrect"), pixels=pixels)
    crop = _faces([image], margin=FACE_MARGIN, cache_side=500).samples[0].pixels
    assert (crop == 255).sum() == (pixels == 255).sum()
    assert not crop[-1].any(), "what is below the mask shows, too"


def test_tight_crops_of_our_own_stay_whole(make_image):
    portrait = np.zeros((200, 160, 3), np.uint8)
    box = Box(30, 40, 90, 110)
    frame = frame_around(160, 200, box, "tight", None)
    inside = Box(box.x - frame.left, box.y - frame.top, box.width, box.height)
    crop = make_image("crop.png", AnnotatedFace(inside, "correct"), pixels=cut_out(portrait, frame))
    height, width = _faces([crop], margin=FACE_MARGIN, cache_side=500).samples[0].pixels.shape[:2]
    assert (height, width) == (pytest.approx(crop.height, abs=1), pytest.approx(crop.width, abs=1))


def test_large_faces_are_shrunk_to_the_averages_of_areas(make_image):
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, ::2] = 200
    image = make_image("stripes.png", AnnotatedFace(Box(0, 0, 80, 40), "none"), pixels=pixels)
    sample = _faces([image], cache_side=20).samples[0]
    assert sample.pixels.shape == (10, 20, 3)
    assert np.all(sample.pixels == 100)
    assert sample.pixels.base is None, "a view would keep the whole picture in memory"


def test_faces_without_a_label_and_difficult_ones_are_left_out(make_image):
    faces = (
        AnnotatedFace(Box(0, 0, 9, 9), None),
        AnnotatedFace(Box(0, 0, 9, 9), "correct", difficult=True),
        AnnotatedFace(Box(0, 0, 9, 9), "none"),
    )
    assert [sample.label for sample in _faces([make_image("a.png", *faces)]).samples] == [2]


def test_corrupt_pictures_are_skipped_and_listed(make_image):
    face = AnnotatedFace(Box(0, 0, 9, 9), "none")
    good, cut, gone = (make_image(name, face) for name in ("good.png", "cut.png", "gone.png"))
    cut.path.write_bytes(cut.path.read_bytes()[:200])
    gone.path.unlink()
    found = _faces([cut, good, gone])
    assert [sample.name for sample in found.samples] == ["good.png"]
    assert [path for path, _ in found.skipped] == [cut.path, gone.path]
    assert all(reason in ("truncated", "corrupt", "unreadable") for _, reason in found.skipped)
    assert len(scene_samples([cut, good], THREE, THREE.classes, longest_side=50).skipped) == 1


def test_a_class_that_the_model_does_not_know_is_the_users_error(make_image):
    image = make_image("a.png", AnnotatedFace(Box(0, 0, 9, 9), "incorrect"))
    with pytest.raises(UserError, match=r"a\.png.*incorrect.*correct, none"):
        _faces([image], classes=("correct", "none"))


def test_labels_follow_the_models_order_of_classes(make_image):
    image = make_image("a.png", AnnotatedFace(Box(0, 0, 9, 9), "none"))
    assert _faces([image], classes=("none", "correct")).samples[0].label == 0


def test_scenes_hold_boxes_masks_and_what_is_to_be_ignored(make_image):
    image = make_image(
        "a.png",
        AnnotatedFace(Box(10, 10, 20, 20), "correct", mask_box=Box(10, 20, 20, 10)),
        AnnotatedFace(Box(40, 0, 40, 40), None),
        AnnotatedFace(Box(0, 40, 10, 20), "none"),
        AnnotatedFace(Box(60, 40, 10, 10), "none", difficult=True),
    )
    scene = scene_samples([image], THREE, THREE.classes, longest_side=40).samples[0]
    assert scene.pixels.shape == (30, 40, 3)
    assert scene.boxes.tolist() == [[5, 5, 15, 15], [0, 20, 5, 30]]
    assert scene.labels.tolist() == [0, 2]
    assert scene.mask_boxes[0].tolist() == [5, 10, 15, 15]
    assert np.isnan(scene.mask_boxes[1]).all()
    assert scene.ignored.tolist() == [[20, 0, 40, 20], [30, 20, 35, 25]]


def test_pictures_without_faces_are_scenes_too(make_image):
    scene = scene_samples([make_image("a.png")], THREE, THREE.classes, longest_side=40).samples[0]
    assert scene.boxes.shape == scene.mask_boxes.shape == scene.ignored.shape == (0, 4)
