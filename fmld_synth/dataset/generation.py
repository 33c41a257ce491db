"""From a configuration to a finished set: survey, splits, plan, production, description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from fmld_synth.dataset.configuration import Configuration
from fmld_synth.dataset.duplicates import group_near_duplicates
from fmld_synth.dataset.engine import Engine, EngineFactory, standard_engine
from fmld_synth.dataset.finishing import Summary, finish, read_summary
from fmld_synth.dataset.inputs import Inputs, check_apart, find_inputs
from fmld_synth.dataset.journal import Journal, without_records
from fmld_synth.dataset.output_folder import open_output
from fmld_synth.dataset.plan import FaceKey, Plan, Slot
from fmld_synth.dataset.production import UnitKey, UnitResult, WorkUnit, produce
from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.splits import assign_splits, group_sources, identity_of
from fmld_synth.dataset.survey import SurveyedPhotograph, survey_photograph
from fmld_synth.dataset.template_choice import TemplateChoice
from fmld_synth.execution.processes import Crew, available_cores
from fmld_synth.geometry import FloatArray

SAMPLES_A_UNIT = 32
"""More samples of one photograph are shared out among workers, and Ctrl-C does not wait for all of them."""

Work = str | WorkUnit
Outcome = tuple[SurveyedPhotograph, FloatArray] | UnitResult


class Watcher(Protocol):
    """Is told how a run goes on."""

    def begin(self, stage: str, total: int) -> None:
        """A stage begins: ``survey`` counts photographs, ``render`` counts masked pictures."""
        ...

    def advance(self, done: int, accepted: int, rejected: int) -> None:
        """So much of the stage is done since the last call; accepted pictures and rejections among it."""
        ...


class Unwatched:
    """A watcher that shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Show nothing."""

    def advance(self, done: int, accepted: int, rejected: int) -> None:
        """Show nothing."""


def generate(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory = standard_engine,
    watcher: Watcher | None = None,
) -> Summary:
    """Make a set.

    Args:
        configuration: what to make from what.
        engine_factory: makes the engine in every process; importable by name when there are several workers.
        watcher: is told of the progress.

    Raises:
        UserError: the input, the output or an option is wrong, or the disk is full; what is written stays.
    """
    watcher = watcher or Unwatched()
    where, output = Path(configuration.input), Path(configuration.output)
    check_apart(where, output)
    inputs = find_inputs(where)
    set_up = partial(_Hand, configuration, inputs.root, engine_factory)
    TemplateChoice(engine_factory(), configuration.templates, configuration.colors).check()
    if open_output(configuration) == "finished":
        return read_summary(output)
    workers = configuration.workers or available_cores()
    with Journal(output) as journal, Crew(set_up, workers) as crew:
        journal.check_inputs(inputs.paths)
        surveyed = _survey(inputs, journal, crew, watcher)
        library = _Library(surveyed, configuration)
        plan = Plan(library.fitting_states(), configuration)
        _render(plan, library, journal, crew, watcher)
        summary = finish(configuration, journal, [*inputs.rejections, *library.rejections()], plan.missing)
        journal.remove()
    return summary


class _Hand:
    """A worker: surveys a photograph when given its path, makes samples when given a unit."""

    def __init__(self, configuration: Configuration, root: Path, engine_factory: EngineFactory) -> None:
        self._configuration, self._root = configuration, root
        self._engine: Engine = engine_factory()
        self._choice = TemplateChoice(self._engine, configuration.templates, configuration.colors)

    def __call__(self, work: Work) -> Outcome:
        if isinstance(work, str):
            return survey_photograph(self._root, work, self._configuration, self._engine)
        return produce(work, self._root, self._configuration, self._engine, self._choice)


def _survey(
    inputs: Inputs, journal: Journal, crew: Crew[Work, Outcome], watcher: Watcher
) -> list[SurveyedPhotograph]:
    surveyed = journal.read_survey()
    watcher.begin("survey", len(inputs.paths))
    watcher.advance(len(surveyed), 0, sum(len(one.rejections) for one in surveyed))
    for outcome in crew.run(inputs.paths[len(surveyed) :]):
        assert isinstance(outcome, tuple)
        surveyed.append(journal.add_survey(*outcome))
        watcher.advance(1, 0, len(surveyed[-1].rejections))
    return surveyed


@dataclass(frozen=True)
class _Place:
    """Where the samples of a photograph go."""

    identity: str
    group: str
    split: str


class _Library:
    """The photographs of a run, each content once, with their splits."""

    def __init__(self, surveyed: Sequence[SurveyedPhotograph], configuration: Configuration) -> None:
        self._surveyed = surveyed
        self._configuration = configuration
        self._first: dict[str, SurveyedPhotograph] = {}
        for one in surveyed:  # in the order of their paths: of equal files the first is used
            if one.sha256:
                self._first.setdefault(one.sha256, one)
        self.photographs = {sha256: one for sha256, one in sorted(self._first.items()) if one.faces}
        self.places = self._find_places()

    def fitting_states(self) -> dict[FaceKey, Sequence[str]]:
        """The masked wear states that fit each usable face."""
        return {
            FaceKey(sha256, face.index): face.states
            for sha256, one in self.photographs.items()
            for face in one.faces
        }

    def unmasked_faces(self, sha256: str) -> tuple[int, ...]:
        """Faces whose bare photograph joins the set: one of those that show the same picture."""
        if not self._configuration.include_unmasked:
            return ()
        faces = [face.index for face in self.photographs[sha256].faces]
        return tuple(faces[:1] if self._configuration.crop == "none" else faces)

    def rejections(self) -> list[Rejection]:
        """Of photographs and faces, with duplicates, in the order of their paths."""
        rejections = []
        for one in self._surveyed:
            if one.sha256 and self._first[one.sha256] is not one:
                original = self._first[one.sha256].path
                rejections.append(
                    Rejection(
                        source=one.path, stage="photograph", reason="duplicate", measured={"of": original}
                    )
                )
            else:
                rejections.extend(one.rejections)
        return rejections

    def _find_places(self) -> dict[str, _Place]:
        rule = self._configuration.identity_from
        people: dict[str, list[str]] = {}
        for one in self._surveyed:
            if one.sha256 in self.photographs:
                people.setdefault(identity_of(one.path, rule), []).append(one.sha256)
        hashes = list(self.photographs)
        alike = group_near_duplicates(
            [int(self.photographs[sha256].perceptual_hash, 16) for sha256 in hashes]
        )
        lookalikes: dict[int, list[str]] = {}
        for sha256, number in zip(hashes, alike, strict=True):
            lookalikes.setdefault(number, []).append(sha256)
        links = [*people.values(), *lookalikes.values()]
        groups = group_sources(hashes, links)
        splits = assign_splits(groups, self._configuration.split)
        return {
            sha256: _Place(
                identity_of(self.photographs[sha256].path, rule), groups[sha256][:16], splits[sha256]
            )
            for sha256 in hashes
        }


def _render(
    plan: Plan,
    library: _Library,
    journal: Journal,
    crew: Crew[Work, Outcome],
    watcher: Watcher,
) -> None:
    known = journal.read_units()
    watcher.begin("render", plan.total)
    round_number = 0
    while units := _units(plan.next_round(), library, journal, first=round_number == 0):
        for unit, result in _results(units, round_number, known, journal, crew):
            for slot in unit.slots:
                plan.note(slot, (slot.key.face, slot.number) not in result.failed)
            accepted = len(unit.slots) - len(result.failed)
            watcher.advance(accepted, accepted + len(unit.unmasked), len(result.failed))
        round_number += 1


def _units(slots: Sequence[Slot], library: _Library, journal: Journal, *, first: bool) -> list[WorkUnit]:
    """The work of a round: photographs by their hash, many samples of one photograph in several parts."""
    by_photograph: dict[str, list[Slot]] = {}
    if first:
        by_photograph = {sha256: [] for sha256 in library.photographs if library.unmasked_faces(sha256)}
    for slot in slots:
        by_photograph.setdefault(slot.key.sha256, []).append(slot)
    units = []
    for sha256, all_slots in sorted(by_photograph.items()):
        place = library.places[sha256]
        for part, start in enumerate(range(0, max(len(all_slots), 1), SAMPLES_A_UNIT)):
            units.append(
                WorkUnit(
                    photograph=library.photographs[sha256],
                    part=part,
                    slots=tuple(all_slots[start : start + SAMPLES_A_UNIT]),
                    unmasked=library.unmasked_faces(sha256) if first and part == 0 else (),
                    identity=place.identity,
                    group=place.group,
                    split=place.split,
                    landmarks=journal.landmarks,
                )
            )
    return units


def _results(
    units: Sequence[WorkUnit],
    round_number: int,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    crew: Crew[Work, Outcome],
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    """Each unit with its outcome, which the journal knows or which is made now."""
    to_do = []
    for unit in units:
        key = UnitKey(unit.photograph.sha256, round_number, unit.part)
        if key in known:
            yield unit, known[key]
        else:
            to_do.append(unit)
    for unit, outcome in zip(to_do, crew.run(to_do), strict=True):
        assert isinstance(outcome, UnitResult)
        result = outcome.model_copy(update={"round": round_number})
        journal.add_unit(result)
        yield unit, without_records(result)
