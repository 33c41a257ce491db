"""Options: defaults, shares, one-line errors, and the way through a TOML file and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.errors import UserError
from fmld_synth.files import read_toml
from fmld_synth.generation.configuration import Configuration, make_configuration, merge_options
from fmld_synth.generation.presets import find_preset
from fmld_synth.wear import masked_states

BASE = {"input": "faces", "output": "out"}


def test_default_mix_is_the_documented_one():
    assert make_configuration(BASE).mix == {
        "nose_exposed": 0.5, "mouth_exposed": 0.2, "chin": 0.2, "chin_exposed": 0.1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mix"),
    [
        ("chin,correct", {"correct": 0.5, "chin": 0.5}),
        ("nose_exposed=0.5,chin=0.5", {"nose_exposed": 0.5, "chin": 0.5}),
        ("nose_exposed=3, chin=1", {"nose_exposed": 0.75, "chin": 0.25}),
        ("chin=0,correct=1", {"correct": 1.0}),
    ],
)
def test_wear_takes_names_or_shares(text, mix):
    assert make_configuration({**BASE, "wear": text}).mix == mix


def test_included_correct_masks_take_their_share_from_the_others():
    mix = make_configuration({**BASE, "wear": "chin,nose_exposed", "include_correct": 0.4}).mix
    assert mix == pytest.approx({"correct": 0.4, "chin": 0.3, "nose_exposed": 0.3})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"wear": "nose_exposd"}, ["unknown wear state", "did you mean nose_exposed", "Valid: correct"]),
        ({"wear": "unmasked"}, ["`wear`", "`include_unmasked=True`"]),
        ({"wear": "chin=0.5,correct"}, ["`wear`", "every name"]),
        ({"wear": "chin=much"}, ["`wear`", "not a number"]),
        ({"wear": "chin=0"}, ["`wear`", "above 0"]),
        ({"wear": "chin=nan"}, ["`wear`", "0 or more"]),
        ({"count": 0}, ["`count`", "greater than or equal to 1", "0"]),
        ({"count": 5, "per_face": 2}, ["`count`", "`per_face`"]),
        ({"crop": "head"}, ["`crop`", "unknown crop", "Valid: none, face, tight, varied"]),
        ({"format": "bmp"}, ["`format`", "unknown format", "webp"]),
        ({"quality": 101}, ["`quality`", "100"]),
        ({"split": "train/../x=1"}, ["`split`", "folder"]),
        ({"identity_from": "("}, ["`identity_from`", "regular expression"]),
        ({"resume": True, "overwrite": True}, ["`resume`", "`overwrite`"]),
        ({"include_correct": 0.5, "wear": "correct"}, ["`include_correct`"]),
        ({"color": "blue"}, ["unknown option", "did you mean colors?"]),
    ],
)
def test_a_wrong_option_gives_one_line_that_names_it(options, words):
    with pytest.raises(UserError) as caught:
        make_configuration({**BASE, **options})
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def test_a_missing_option_is_named():
    with pytest.raises(UserError, match="`output`"):
        make_configuration({"input": "faces"})


shares = st.dictionaries(st.sampled_from(masked_states()), st.integers(1, 9), min_size=1)


@given(
    wear=shares,
    split=st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(1, 9), min_size=1),
    count=st.none() | st.integers(1, 10**6),
    seed=st.integers(0, 2**62),
    crop=st.sampled_from(["none", "face", "tight", "varied"]),
    identity=st.sampled_from(["file", "parent", r"^(\d+)_", 'a"\\.b']),
    mattes=st.booleans(),
)
def test_the_saved_file_reads_back_the_same(
    tmp_path_factory, wear, split, count, seed, crop, identity, mattes
):
    configuration = make_configuration(
        {**BASE, "wear": wear, "split": split, "count": count, "seed": seed, "crop": crop,
         "identity_from": identity, "mattes": mattes, "input": 'Fotos "ü" /x'}
    )  # fmt: skip
    path = tmp_path_factory.mktemp("toml") / "run.toml"
    path.write_text(configuration.to_toml(), encoding="utf-8")
    again = make_configuration({**read_toml(path), "output": "out"})
    assert again == configuration
    assert again.to_toml() == configuration.to_toml()


def test_every_option_can_stand_in_a_file(tmp_path):
    values = {
        "input": "a", "output": "b", "wear": "chin", "include_correct": 0.2, "include_unmasked": True,
        "templates": ["x"], "colors": "blue,red", "count": 3, "seed": 5, "size": 64, "crop": "tight",
        "format": "webp", "quality": 50, "mattes": False, "split": "all=1", "identity_from": "parent",
        "min_face": 20, "max_yaw": 30, "landmarks": "bundled", "rendering": "flat", "prints": 0.5, "print_folder": "p",
        "things": 0.3, "thing_kinds": "cup,phone", "workers": 2, "resume": True,
            "overwrite": False, "executor": "processes",
    }  # fmt: skip
    of_other_inputs = {"input_format", "classes", "balance", "include_test", "keep_metadata", "every"}
    assert set(values) | {"per_face", "ray_address"} | of_other_inputs == set(Configuration.model_fields)
    configuration = make_configuration(values)
    assert configuration.colors == ("blue", "red")
    assert configuration.thing_kinds == ("cup", "phone")
    assert configuration.size == 64


def test_the_command_line_overrides_the_file():
    merged = merge_options({"per_face": 3, "seed": 1, "crop": "face"}, {"count": 9, "seed": 2, "crop": None})
    assert merged == {"count": 9, "seed": 2, "crop": "face"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"wear": "chin"}, True),
        ({"wear": {"chin": 1.0}}, True),
        ({"wear": "chin=0.6,correct=0.4"}, False),
        ({"wear": "chin", "include_correct": 0.3}, False),
        ({"wear": None}, False),
    ],
)
def test_correct_masks_that_go_with_the_mix_are_told(caplog, given, told):
    merged = merge_options(find_preset("classifier"), given)
    assert bool(merged.get("include_correct")) == (given["wear"] is None or "include_correct" in given)
    assert ("the 0.45 of correctly worn masks" in caplog.text) == told


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe"])
def test_a_broken_file_is_named(tmp_path: Path, content):
    path = tmp_path / "run.toml"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"run\.toml is not TOML"):
        read_toml(path)
    with pytest.raises(UserError, match=r"nothing\.toml"):
        read_toml(tmp_path / "nothing.toml")
