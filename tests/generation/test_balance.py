"""Which pictures are left out so that classes are equal."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.generation.balance import Picture, balanced, incorrect_wanted
from fmld_synth.wear import LABELS

labels = st.sampled_from(LABELS)


def counted(pictures):
    counts = Counter(label for picture in pictures for label in picture.labels)
    return [counts[label] for label in LABELS]


def pictures_of(scenes, made=frozenset()):
    return [
        Picture(f"{place:064x}", 0, tuple(scene), f"id{place}" if place in made else None)
        for place, scene in enumerate(scenes)
    ]


@given(st.lists(labels, max_size=60))
def test_single_faces_balance_exactly(found):
    pictures = pictures_of([[label] for label in found])
    kept = balanced(pictures)
    least = min(counted(pictures))
    assert counted(kept) == ([least] * 3 if least else counted(pictures))
    assert kept == [picture for picture in pictures if picture in kept]


@given(st.lists(st.lists(labels, max_size=5), max_size=30))
def test_leaving_out_scenes_never_makes_classes_less_equal(found):
    pictures = pictures_of(found)
    before, after = counted(pictures), counted(balanced(pictures))
    assert max(after) - min(after) <= max(before) - min(before)
    assert all(now <= then for now, then in zip(after, before, strict=True))


@given(st.permutations(list(range(12))))
def test_the_order_of_the_pictures_decides_nothing(order):
    pictures = pictures_of([("none",)] * 5 + [("correct", "none")] * 4 + [("incorrect",)] * 3)
    shuffled = [pictures[place] for place in order]
    assert set(balanced(shuffled)) == set(balanced(pictures))


def test_large_pictures_are_left_out_where_small_ones_must_fill_the_remainder():
    nones = [("none",) * size for size in (1, 2, 2, 3, 1, 2)]
    assert counted(balanced(pictures_of([("correct",) * 4, ("incorrect",) * 4, *nones]))) == [4] * 3


def test_a_lower_number_is_found_where_the_highest_cannot_be_met():
    scenes = [("none", "none"), ("none", "none"), *[("correct",)] * 3, *[("incorrect",)] * 3]
    assert counted(balanced(pictures_of(scenes))) == [2] * 3


def test_scenes_that_cannot_be_equal_are_not_given_up():
    scenes = [("correct", "none", "none", "none")] * 4 + [("correct", "incorrect", "none", "none")] * 4
    kept = counted(balanced(pictures_of(scenes, made={4, 5, 6, 7})))
    assert kept[1] == 4 and kept[0] == 4 and kept[2] < 12 + 8


def test_without_a_class_everything_is_kept():
    pictures = pictures_of([("none",)] * 3 + [("incorrect",)])
    assert balanced(pictures) == pictures


def test_made_pictures_go_before_real_incorrect_ones():
    scenes = [("incorrect",)] * 6 + [("correct",)] * 3 + [("none",)] * 3
    pictures = pictures_of(scenes, made={0, 2, 4})
    assert [one.made for one in balanced(pictures) if "incorrect" in one.labels] == [None] * 3


def test_what_is_wanted_fills_up_to_the_fewer_of_the_other_classes():
    scenes = [("none", "none", "none"), ("correct", "correct", "incorrect")]
    assert incorrect_wanted(pictures_of(scenes)) == 1
    assert incorrect_wanted([]) == 0
