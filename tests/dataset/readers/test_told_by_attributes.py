"""People and wear states that attributes of a COCO file name."""

import json

import pytest

from fmld_synth.dataset.readers.coco import read_coco
from fmld_synth.dataset.readers.labels import COMMON, Meaning
from fmld_synth.dataset.readers.told_by_attributes import people_apart, person_told, state_told
from tests.dataset.readers.layouts import HEIGHT, WIDTH, write_files


def coco_set(folder, *faces, **image):
    """A COCO set of one image a face: category and attributes of each."""
    names = sorted({category for category, _ in faces})
    content = {
        "images": [
            {"id": i, "file_name": f"{i}.jpg", "width": WIDTH, "height": HEIGHT, **image}
            for i in range(len(faces))
        ],
        "annotations": [
            {
                "id": i,
                "image_id": i,
                "category_id": names.index(category),
                "bbox": [1, 2, 30, 40],
                "attributes": attributes,
            }
            for i, (category, attributes) in enumerate(faces)
        ],
        "categories": [{"id": i, "name": name} for i, name in enumerate(names)],
    }
    files = {"a.json": json.dumps(content)} | {f"{i}.jpg": None for i in range(len(faces))}
    return list(read_coco(write_files(folder, files)))


def test_images_and_faces_know_their_people(tmp_path):
    images = coco_set(
        tmp_path,
        ("none", {"person": "ann"}),
        ("correct", {"person": "ben"}),
        ("none", {"person": "ann"}),
        ("none", {}),
    )
    assert [image.faces[0].person for image in images] == ["ann", "ben", "ann", None]
    assert [image.identity for image in images] == ["ann", "ben", "ann", None]


def test_the_identity_that_an_image_names_itself_counts(tmp_path):
    (image,) = coco_set(tmp_path, ("none", {"person": "ann"}), identity="photograph 7")
    assert (image.identity, image.faces[0].person) == ("photograph 7", "ann")


def test_an_attribute_names_the_state_that_the_category_leaves_open(tmp_path):
    images = coco_set(
        tmp_path,
        ("incorrect", {"finer": "nose_exposed"}),
        ("incorrect", {"wear_state": "Mouth-Exposed"}),
        ("incorrect", {"finer": "correct"}),
        ("incorrect", {"finer": "unsure"}),
        ("chin", {"finer": "nose_exposed"}),
        ("unlabelled", {"finer": "chin"}),
    )
    states = [image.faces[0].wear_state for image in images]
    assert states == ["nose_exposed", "mouth_exposed", None, None, "chin", None]
    assert [image.faces[0].label for image in images] == ["incorrect"] * 5 + [None]


def test_of_several_names_of_a_person_the_first_known_one_counts():
    assert person_told({"subject": "7", "person": "", "identity": "ann"}) == "ann"
    assert person_told({"gender": "f"}) is None


def test_a_state_of_another_label_is_not_taken():
    assert state_told({"state": "chin"}, Meaning("incorrect")) == "chin"
    assert state_told({"state": "unmasked"}, Meaning("incorrect")) is None
    assert state_told({"state": "chin"}, COMMON.get("with_mask")) == "correct"


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ([["a"], ["b"], ["a"]], ["a", "b", "a"]),
        ([["a"], ["b"], ["b", "a"]], ["a", "a", "a"]),
        ([["c", "d"], ["b", "a"], [], ["d", "b"], ["e"]], ["c", "c", None, "c", "e"]),
    ],
)
def test_images_that_share_people_share_a_name(people, names):
    assert list(people_apart(dict(enumerate(people))).values()) == names
