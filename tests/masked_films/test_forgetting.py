"""A person is taken out of a set that was made from a film, of which they may be the second in a frame."""

import shutil
from pathlib import Path

import pytest
from portrait_film import write_film

from fmld_synth.dataset.file_names import FILM, REJECTED, SEQUENCE, TRACK_CLASSES, TRACKS
from fmld_synth.dataset.record_lines import read_manifest, to_line
from fmld_synth.dataset.records import PERSON, Rejection
from fmld_synth.dataset.sample_names import film_person
from fmld_synth.errors import UserError
from fmld_synth.files import sha256_of_file
from fmld_synth.forgetting import forget
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.masked_films.run import generate_film
from fmld_synth.verification.verification import verify


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "walk.mp4", 9, 200)


@pytest.fixture(scope="module")
def finished(source, tmp_path_factory):
    """Three pictures: of the first person; of the second, with the first beside; of the second alone."""
    output = tmp_path_factory.mktemp("made") / "out"
    options = {"input": source, "output": output, "every": 4, "wear": "chin", "min_face": 32}
    generate_film(make_configuration(options))
    film = sha256_of_file(source)
    records = read_manifest(output)
    for place in (1, 2):
        (face,) = records[place].faces
        faces = [face.model_copy(update={"attributes": {PERSON: "2"}, "index": 1})]
        if place == 1:
            beside = {"mask": None, "wear_state": "unmasked", "label": "none", "coverage": None}
            faces.append(face.model_copy(update=beside))
        update = {"identity": film_person(film, 2), "faces": tuple(faces)}
        records[place] = records[place].model_copy(update=update)
    (output / "manifest.jsonl").write_text("".join(map(to_line, records)))
    of_the_second = Rejection(
        source=source.name, face=1, stage="render", reason="hidden", measured={"frame": 3}
    )
    (output / REJECTED).write_text(to_line(of_the_second))
    assert verify(output, workers=1).faults == []
    return output


@pytest.fixture
def made(finished, tmp_path):
    return Path(shutil.copytree(finished, tmp_path / "out"))


@pytest.mark.parametrize(("number", "left"), [(1, ["frame000008"]), (2, ["frame000000"])])
def test_a_person_in_a_film(made, source, number, left):
    gone = forget(made, identity=film_person(sha256_of_file(source), number))
    assert (gone.pictures, gone.rejections) == (2, 1)
    assert (made / REJECTED).read_text() == ""
    assert [record.source.path for record in read_manifest(made)] == left
    assert not any((made / name).exists() for name in (FILM, TRACKS, TRACK_CLASSES, SEQUENCE))
    assert verify(made, workers=1).faults == []


@pytest.mark.parametrize("number", ["3", "", "1 "])
def test_nobody_of_that_name(made, source, number):
    with pytest.raises(UserError, match="holds nothing of the person"):
        forget(made, identity=film_person(sha256_of_file(source), number))
    assert (made / FILM).exists()


@pytest.mark.parametrize("way", ["file", "name", "elsewhere"])
def test_everything_was_made_from_the_film(made, source, tmp_path, way):
    elsewhere = shutil.copy(source, tmp_path / "renamed.mp4")
    named = {"file": str(source), "name": source.name, "elsewhere": str(elsewhere)}[way]
    with pytest.raises(UserError, match="delete the folder itself"):
        forget(made, source=named)
    assert len(read_manifest(made)) == 3 and (made / FILM).exists()
