"""Things that are no masks join a set at the share that is asked for, are recorded, and are drawn again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fmld_synth.dataset.record_lines import stream_manifest
from fmld_synth.dataset.records import Record
from fmld_synth.errors import UserError
from fmld_synth.generation.bare_with_things import FOR_EACH_MASKED, bare_with_things
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import contents, run


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_photographs(tmp_path_factory.mktemp("photographs"), 8)


@pytest.fixture(scope="module")
def finished(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sets") / "out"
    run(photographs, output, include_unmasked=True, things=0.5, per_face=4)
    return output


def with_things(folder: Path) -> list[Record]:
    return [record for record in stream_manifest(folder) if record.changed and record.changed[0].things]


def test_masked_and_bare_faces_are_given_things(finished: Path) -> None:
    found = with_things(finished)
    masked, bare = [one for one in found if one.masks], [one for one in found if not one.masks]
    assert 6 <= len(masked) <= 26
    assert 8 <= len(bare) <= 12  # 8 faces, 0.5 * 0.6 * 4 each
    for record in bare:
        assert (record.label, record.wear_state, record.kind) == ("none", "unmasked", "synthetic")
        assert record.id.endswith(("-unmasked-0000", "-unmasked-0001"))
        assert record.matte is None
    untouched = [one for one in stream_manifest(finished) if one.id.endswith("-unmasked")]
    assert len(untouched) == 8
    assert not any(one.changed for one in untouched)


def test_the_set_is_rendered_again(finished: Path) -> None:
    result = verify(finished, workers=1, engine_factory=fake_engine)
    assert result.faults == []
    assert result.levels == {"rendered": result.pictures}


def test_statistics_count_them(finished: Path) -> None:
    assert statistics_of(finished).things == {"cup": len(with_things(finished))}


def test_without_things_nothing_changes(photographs: Path, tmp_path: Path) -> None:
    run(photographs, tmp_path / "without", include_unmasked=True, per_face=2)
    run(photographs, tmp_path / "none", include_unmasked=True, per_face=2, things=0.0)
    run(photographs, tmp_path / "some", include_unmasked=True, per_face=2, things=0.6)
    without, none, some = (contents(tmp_path / name) for name in ("without", "none", "some"))
    assert without == none
    plain = {record.image for record in stream_manifest(tmp_path / "some") if not record.faces[0].things}
    assert len(plain) > 8
    assert all(some[path] == without[path] for path in plain)


def test_only_the_chosen_kinds_join(photographs: Path, tmp_path: Path) -> None:
    run(photographs, tmp_path / "out", include_unmasked=True, per_face=3, things=0.5, thing_kinds="phone")
    found = with_things(tmp_path / "out")
    assert {bool(record.masks) for record in found} == {True, False}
    assert statistics_of(tmp_path / "out").things == {"phone": len(found)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"things": 0.2, "thing_kinds": "cups"}, "did you mean cup.*Valid: microphone, cup"),
        ({"thing_kinds": "cup"}, "`thing_kinds` needs `things`"),
        ({"thing_kinds": "cup", "things": 0.2, "input": "film.mp4"}, "does not go with a film"),
    ],
)
def test_kinds_that_cannot_be_drawn_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        make_configuration({"input": "a", "output": "b", **options})


def test_records_of_earlier_sets_are_read(photographs: Path, tmp_path: Path) -> None:
    run(photographs, tmp_path / "out", per_face=1)
    record = next(iter(stream_manifest(tmp_path / "out")))
    earlier = record.model_dump(mode="json")
    for face in earlier["faces"]:
        del face["things"]
    assert Record.model_validate(earlier) == record


def test_how_many_bare_faces_are_given_things() -> None:
    options = {"input": "a", "output": "b", "things": 0.2, "include_unmasked": True}
    kept = {f"{number:064x}": (0,) for number in range(400)}
    given = bare_with_things(make_configuration(options), 400 * 12, kept)
    assert set(given.values()) == {1, 2}
    assert sum(given.values()) / 400 == pytest.approx(0.2 * FOR_EACH_MASKED * 12, abs=0.08)
    assert bare_with_things(make_configuration({**options, "things": 0}), 4800, kept) == {}
    assert bare_with_things(make_configuration({**options, "include_unmasked": False}), 4800, kept) == {}
