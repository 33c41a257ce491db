"""The Python interface with the real engine."""

import json
import warnings

import cv2
import numpy as np
import pytest
import skimage.data

import fmld_synth
from fmld_synth.errors import UserError
from fmld_synth.files import encode_image, sha256_of


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api") / "faces"
    folder.mkdir()
    portrait = skimage.data.astronaut()[..., ::-1]
    cv2.imwrite(str(folder / "lossless.png"), portrait)
    cv2.imwrite(str(folder / "flipped.jpg"), portrait[:400, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    return folder


def test_synthesize_keeps_its_label_and_repeats_itself():
    image = skimage.data.astronaut()
    sample = fmld_synth.synthesize(image, wear_state="mouth_exposed", template="surgical_pleated", seed=3)
    again = fmld_synth.synthesize(image, wear_state="mouth_exposed", template="surgical_pleated", seed=3)
    assert np.array_equal(sample.image, again.image)
    assert sample.image.shape == image.shape
    assert sample.coverage.nose == 0
    assert sample.coverage.lips <= 0.1
    untouched = (sample.matte == 0) & ~sample.shadow
    assert np.array_equal(sample.image[untouched], image[untouched])


def test_synthesize_draws_the_chosen_kinds_of_things():
    for seed in range(3):
        sample = fmld_synth.synthesize(
            skimage.data.astronaut(), "correct", seed=seed, things=1.0, thing_kinds=["phone", "goggles"]
        )
        assert sample.things
        assert {thing.kind for thing in sample.things} <= {"phone", "goggles"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"wear_state": "mouth_exposd"}, "did you mean mouth_exposed"),
        ({"wear_state": "unmasked"}, "nothing is worn"),
        ({"template": "no_such"}, "no_such"),
        ({"face_index": 7}, "shows 1 face"),
        ({"things": 1.0, "thing_kinds": ["cups"]}, "`thing_kinds`: .*did you mean cup"),
        ({"thing_kinds": ["cup"]}, "`thing_kinds` needs `things`"),
        ({"image": np.zeros((5, 5), np.uint8)}, "expected uint8"),
        ({"image": "missing.jpg"}, "missing.jpg"),
    ],
)
def test_synthesize_explains_mistakes(arguments, message):
    with pytest.raises(UserError, match=message):
        fmld_synth.synthesize(**{"image": skimage.data.astronaut(), **arguments})


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"crop": "face", "size": 128},
        {"rendering": "flat", "format": "png"},
        {"rendering": "mixed"},
    ],
)
def test_a_record_alone_renders_its_picture_bit_for_bit(faces, tmp_path, options):
    summary = fmld_synth.generate_dataset(
        {
            "input": faces,
            "output": tmp_path / "out",
            "workers": 1,
            "per_face": 2,
            "include_unmasked": True,
            **options,
        }
    )
    lines = (tmp_path / "out" / "manifest.jsonl").read_text().splitlines()
    assert summary.images == len(lines) == 6
    for line in lines:
        record = json.loads(line)
        picture = fmld_synth.render(line)
        assert sha256_of(encode_image(picture, record["format"], record["quality"])) == record["image_sha256"]
        assert np.array_equal(fmld_synth.render(record, source_folder=faces), picture)


def test_render_says_when_pixels_or_masks_are_not_the_recorded_ones(faces, tmp_path):
    fmld_synth.generate_dataset({"input": faces, "output": tmp_path / "out", "workers": 1, "per_face": 1})
    line = json.loads((tmp_path / "out" / "manifest.jsonl").read_text().splitlines()[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = fmld_synth.render(line)
    line["image_sha256"] = "0" * 64
    with pytest.warns(fmld_synth.OtherPixelsWarning, match="a little otherwise") as caught:
        assert np.array_equal(fmld_synth.render(line), picture)
    assert caught[0].filename == __file__
    line["faces"][0]["coverage"]["lips"] = 0.5
    with pytest.raises(UserError, match="renders another picture here"):
        fmld_synth.render(line)


@pytest.mark.parametrize(
    ("field", "value"), [("frame", {"width": 0}), ("frame", {"picture_width": -1}), ("format", "gif")]
)
def test_render_tells_of_impossible_values_in_one_line(faces, tmp_path, field, value):
    fmld_synth.generate_dataset({"input": faces, "output": tmp_path / "out", "workers": 1, "per_face": 1})
    line = json.loads((tmp_path / "out" / "manifest.jsonl").read_text().splitlines()[0])
    with pytest.raises(UserError, match=rf"^{line['id']}: impossible values: .*; get it again$"):
        fmld_synth.render({**line, field: {**line[field], **value} if isinstance(value, dict) else value})


def test_render_refuses_another_photograph(faces, tmp_path):
    fmld_synth.generate_dataset({"input": faces, "output": tmp_path / "out", "workers": 1, "per_face": 1})
    line = (tmp_path / "out" / "manifest.jsonl").read_text().splitlines()[0]
    with pytest.raises(UserError, match="cannot read the photograph"):
        fmld_synth.render(line, source_folder=tmp_path)
    name = json.loads(line)["source"]["path"]
    cv2.imwrite(str(tmp_path / name), skimage.data.astronaut())
    with pytest.raises(UserError, match="content is not that"):
        fmld_synth.render(line, source_folder=tmp_path)
    with pytest.raises(UserError, match="not a record"):
        fmld_synth.render("{}")


def test_two_workers_write_the_same_bytes_as_one(faces, tmp_path):
    prints = {
        fmld_synth.generate_dataset(
            {"input": faces, "output": tmp_path / str(workers), "workers": workers, "per_face": 3}
        ).fingerprint
        for workers in (1, 2)
    }
    assert len(prints) == 1
