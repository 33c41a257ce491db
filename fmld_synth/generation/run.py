"""From a configuration to a finished set: survey, splits, plan, production, description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from fmld_synth.dataset.summary import Notes, Summary, read_summary
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.description import finish
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.generation.inputs import Inputs, check_apart, find_inputs, read_annotated
from fmld_synth.generation.journal import Journal, without_records
from fmld_synth.generation.output_folder import open_output
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import MOST_ROUNDS, Plan, Slot
from fmld_synth.generation.production import produce
from fmld_synth.generation.selection import check_classes, select, with_count
from fmld_synth.generation.survey import PhotographToSurvey, SurveyedPhotograph, survey_photograph
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.generation.work import UnitKey, UnitResult, WorkUnit
from fmld_synth.geometry import FloatArray
from fmld_synth.locking import locked
from fmld_synth.progress import Unwatched, Watcher

SAMPLES_A_UNIT = 32
"""More samples of one photograph are shared out among workers, and Ctrl-C does not wait for all of them."""

KEEPING = MOST_ROUNDS
"""Number of the round after the plan's, in which photographs join the set as they are."""

Work = PhotographToSurvey | WorkUnit
Outcome = tuple[SurveyedPhotograph, FloatArray] | UnitResult


@reproducible_kernels()
def generate(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
) -> Summary:
    """Make a set.

    Args:
        configuration: what to make from what.
        engine_factory: makes the engine in every process; importable by name when there are several workers. None
            makes the usual one, with the configuration's landmark source.
        watcher: is told of the progress.

    Raises:
        UserError: the input, the output or an option is wrong, or the disk is full; what is written stays.
    """
    watcher = watcher or Unwatched()
    engine_factory = engine_factory or partial(standard_engine, configuration.landmarks)
    where, output = Path(configuration.input), Path(configuration.output)
    check_apart(where, output)
    inputs = (
        read_annotated(where, configuration.input_format, configuration.classes)
        if configuration.annotated
        else find_inputs(where)
    )
    if configuration.balance:
        check_classes(inputs.annotated)
    set_up = partial(_GenerationWorker, configuration, inputs.root, engine_factory)
    TemplateChoice(engine_factory(), configuration.templates, configuration.colors).check()
    with locked(output):
        if open_output(configuration) == "finished":
            return read_summary(output)
        return _make(configuration, inputs, set_up, watcher)


def _make(
    configuration: Configuration,
    inputs: Inputs,
    set_up: Callable[[], _GenerationWorker],
    watcher: Watcher,
) -> Summary:
    """Fill the output folder, or go on with it."""
    journal = Journal(Path(configuration.output))
    with WorkerPool(set_up, configuration.workers or available_cores()) as pool:
        journal.check_inputs(inputs.identities)
        surveyed = _survey(inputs, journal, pool, watcher)
        library = PhotographLibrary(surveyed, configuration)
        plan = Plan(library.fitting_states(), with_count(configuration, library))
        known = journal.read_units()
        _render(plan, library, known, journal, pool, watcher)
        kept, surplus = select(configuration, library, journal)
        _keep(kept, library, known, journal, pool, watcher)
        rejections = [*inputs.rejections, *library.rejections()]
        guessed = Counter(one.guess for one in surveyed if one.guess is not None)
        notes = Notes(dict(inputs.passed_over), dict(sorted(guessed.items())))
        summary = finish(configuration, journal, rejections, plan.missing, surplus, notes)
        journal.remove()
    return summary


class _GenerationWorker:
    """A worker: surveys photographs, and makes the pictures of units."""

    def __init__(self, configuration: Configuration, root: Path, engine_factory: EngineFactory) -> None:
        self._configuration, self._root = configuration, root
        self._engine: Engine = engine_factory()
        self._choice = TemplateChoice(self._engine, configuration.templates, configuration.colors)

    def __call__(self, work: Work) -> Outcome:
        if isinstance(work, WorkUnit):
            return produce(work, self._root, self._configuration, self._engine, self._choice)
        return survey_photograph(self._root, work, self._configuration, self._engine)


def _survey(
    inputs: Inputs, journal: Journal, pool: WorkerPool[Work, Outcome], watcher: Watcher
) -> list[SurveyedPhotograph]:
    surveyed = journal.read_survey()
    watcher.begin("survey", len(inputs.paths))
    watcher.advance(len(surveyed), 0, sum(len(one.rejections) for one in surveyed))
    for outcome in pool.run(inputs.work[len(surveyed) :]):
        assert isinstance(outcome, tuple)
        surveyed.append(journal.add_survey(*outcome))
        watcher.advance(1, 0, len(surveyed[-1].rejections))
    return surveyed


def _render(
    plan: Plan,
    library: PhotographLibrary,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: WorkerPool[Work, Outcome],
    watcher: Watcher,
) -> None:
    watcher.begin("render", plan.total)
    round_number = 0
    while units := _units(plan.next_round(), library, journal):
        for unit, result in _results(units, round_number, known, journal, pool):
            for slot in unit.slots:
                plan.note(slot, (slot.key.face, slot.number) not in result.failed)
            accepted = len(unit.slots) - len(result.failed)
            watcher.advance(accepted, accepted, len(result.failed))
        round_number += 1


def _keep(
    kept: Mapping[str, tuple[int, ...]],
    library: PhotographLibrary,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: WorkerPool[Work, Outcome],
    watcher: Watcher,
) -> None:
    """Write photographs that join the set as they are."""
    units = [_unit(library, journal, sha256, kept=faces) for sha256, faces in kept.items()]
    if units:
        watcher.begin("keep", sum(len(unit.kept) for unit in units))
    for unit, _ in _results(units, KEEPING, known, journal, pool):
        watcher.advance(len(unit.kept), len(unit.kept), 0)


def _units(slots: Sequence[Slot], library: PhotographLibrary, journal: Journal) -> list[WorkUnit]:
    """The work of a round: photographs by their hash, many samples of one photograph in several parts."""
    by_photograph: dict[str, list[Slot]] = {}
    for slot in slots:
        by_photograph.setdefault(slot.key.sha256, []).append(slot)
    units = []
    for sha256, all_slots in sorted(by_photograph.items()):
        for part, start in enumerate(range(0, len(all_slots), SAMPLES_A_UNIT)):
            part_slots = tuple(all_slots[start : start + SAMPLES_A_UNIT])
            units.append(_unit(library, journal, sha256, part, part_slots))
    return units


def _unit(
    library: PhotographLibrary,
    journal: Journal,
    sha256: str,
    part: int = 0,
    slots: tuple[Slot, ...] = (),
    kept: tuple[int, ...] = (),
) -> WorkUnit:
    place = library.places[sha256]
    return WorkUnit(
        photograph=library.photographs[sha256],
        part=part,
        slots=slots,
        kept=kept,
        identity=place.identity,
        group=place.group,
        split=place.split,
        landmarks=journal.landmarks,
    )


def _results(
    units: Sequence[WorkUnit],
    round_number: int,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: WorkerPool[Work, Outcome],
) -> Iterator[tuple[WorkUnit, UnitResult]]:
    """Each unit with its outcome, which the journal knows or which is made now."""
    to_do = []
    for unit in units:
        key = UnitKey(unit.photograph.sha256, round_number, unit.part)
        if key in known:
            yield unit, known[key]
        else:
            to_do.append(unit)
    for unit, outcome in zip(to_do, pool.run(to_do), strict=True):
        assert isinstance(outcome, UnitResult)
        result = outcome.model_copy(update={"round": round_number})
        journal.add_unit(result)
        yield unit, without_records(result)
