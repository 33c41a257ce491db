"""From a configuration to a finished set: survey, splits, plan, production, description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fmld_synth.dataset.summary import Notes, Summary, read_summary
from fmld_synth.execution.executors import Pool
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.generation.bare_with_things import bare_with_things
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.description import finish
from fmld_synth.generation.engine import EngineFactory
from fmld_synth.generation.inputs import Inputs
from fmld_synth.generation.job import Job, Outcome, Work, open_job
from fmld_synth.generation.journal import Journal, without_records
from fmld_synth.generation.output_folder import open_output
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import Plan
from fmld_synth.generation.rounds import KEEPING, Portion, kept_portions, portions_of, unit_of
from fmld_synth.generation.selection import made_pictures, select, with_count
from fmld_synth.generation.survey import SurveyedPhotograph
from fmld_synth.generation.work import UnitKey, UnitResult
from fmld_synth.locking import locked
from fmld_synth.progress import Unwatched, Watcher


@reproducible_kernels()
def generate(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
    photographs: Path | None = None,
) -> Summary:
    """Make a set.

    Args:
        configuration: what to make from what.
        engine_factory: makes the engine in every process; importable by name when there are several workers. None
            makes the usual one, with the configuration's landmark source.
        watcher: is told of the progress.
        photographs: where those of the input lie on this machine, when the input is an address elsewhere.

    Raises:
        UserError: the input, the output or an option is wrong, or the disk is full; what is written stays.
    """
    job = open_job(configuration, engine_factory, photographs)
    output = Path(configuration.output)
    with locked(output):
        if open_output(configuration) == "finished":
            return read_summary(output)
        return make(job, Journal(output), watcher or Unwatched())


def make(job: Job, journal: Journal, watcher: Watcher) -> Summary:
    """Fill the output folder, or go on with it; whoever calls it holds the lock of the folder.

    Raises:
        UserError: as :func:`generate`.
    """
    configuration, inputs = job.configuration, job.inputs
    with job.open_pool() as pool:
        journal.check_inputs(inputs.identities)
        surveyed = survey(inputs, journal, pool, watcher)
        library = PhotographLibrary(surveyed, configuration)
        plan = Plan(library.fitting_states(), with_count(configuration, library))
        known = journal.read_units()
        _render(plan, library, known, journal, pool, watcher)
        made = made_pictures(journal) if configuration.balance else {}
        kept, surplus = select(configuration, library, made)
        _keep(
            kept_portions(kept, bare_with_things(configuration, plan.total, kept)),
            library, known, journal, pool, watcher,
        )  # fmt: skip
        rejections = [*inputs.rejections, *library.rejections()]
        notes = Notes(dict(inputs.passed_over), guesses(surveyed))
        summary = finish(configuration, journal.units(), rejections, plan.missing, surplus, notes)
        journal.remove()
    return summary


def survey(
    inputs: Inputs, journal: Journal, pool: Pool[Work, Outcome], watcher: Watcher
) -> list[SurveyedPhotograph]:
    """Look at every photograph that the journal does not know."""
    surveyed = journal.read_survey()
    watcher.begin("survey", len(inputs.paths))
    watcher.advance(len(surveyed), 0, sum(len(one.rejections) for one in surveyed))
    for outcome in pool.run(inputs.work[len(surveyed) :]):
        assert isinstance(outcome, tuple)
        surveyed.append(journal.add_survey(*outcome))
        watcher.advance(1, 0, len(surveyed[-1].rejections))
    return surveyed


def guesses(surveyed: Sequence[SurveyedPhotograph]) -> dict[str, int]:
    """Numbers of photographs by what had to be guessed of them."""
    return dict(sorted(Counter(one.guess for one in surveyed if one.guess is not None).items()))


def _render(
    plan: Plan,
    library: PhotographLibrary,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: Pool[Work, Outcome],
    watcher: Watcher,
) -> None:
    watcher.begin("render", plan.total)
    round_number = 0
    while portions := portions_of(plan.next_round()):
        for portion, result in _results(portions, round_number, library, known, journal, pool):
            for slot in portion.slots:
                plan.note(slot, (slot.key.face, slot.number) not in result.failed)
            accepted = len(portion.slots) - len(result.failed)
            watcher.advance(accepted, accepted, len(result.failed))
        round_number += 1


def _keep(
    portions: Sequence[Portion],
    library: PhotographLibrary,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: Pool[Work, Outcome],
    watcher: Watcher,
) -> None:
    """Write photographs that join the set as they are, and bare faces with things."""
    if portions:
        watcher.begin("keep", sum(portion.size for portion in portions))
    for portion, _ in _results(portions, KEEPING, library, known, journal, pool):
        watcher.advance(portion.size, portion.size, 0)


def _results(
    portions: Sequence[Portion],
    round_number: int,
    library: PhotographLibrary,
    known: Mapping[UnitKey, UnitResult],
    journal: Journal,
    pool: Pool[Work, Outcome],
) -> Iterator[tuple[Portion, UnitResult]]:
    """Each portion with its outcome, which the journal knows or which is made now."""
    to_do = []
    for portion in portions:
        key = portion.key(round_number)
        if key in known:
            yield portion, known[key]
        else:
            to_do.append(portion)
    units = (
        unit_of(portion, library, journal.landmarks_of(library.photographs[portion.sha256]))
        for portion in to_do
    )
    for portion, outcome in zip(to_do, pool.run(units), strict=True):
        assert isinstance(outcome, UnitResult)
        result = outcome.model_copy(update={"round": round_number})
        journal.add_unit(result)
        yield portion, without_records(result)
