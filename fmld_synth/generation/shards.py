"""A run shared out among machines that have nothing in common but a folder, or copied files.

Every shard surveys its blocks of the photographs, then every shard makes its blocks of the pictures, then one process
merges: it gives what is done to the journal of a usual run and lets that run end. So the set is the one that a single
run makes, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from fmld_synth.choices import SharedStage
from fmld_synth.dataset.file_names import DESCRIPTION
from fmld_synth.dataset.summary import Summary, files_of, read_summary
from fmld_synth.errors import UserError
from fmld_synth.execution.executors import Pool
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import remove_parts
from fmld_synth.generation.bare_with_things import bare_with_things
from fmld_synth.generation.blocks import Blocks, Shard, cut
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import EngineFactory
from fmld_synth.generation.job import Job, Outcome, Work, open_job
from fmld_synth.generation.journal import Journal
from fmld_synth.generation.output_folder import join_output
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import Plan
from fmld_synth.generation.rounds import KEEPING, Portion, kept_portions, portions_of, unit_of
from fmld_synth.generation.run import make
from fmld_synth.generation.selection import select, with_count
from fmld_synth.generation.survey import PhotographToSurvey, SurveyedPhotograph, with_rows_from
from fmld_synth.generation.work import UnitResult, WorkUnit
from fmld_synth.locking import locked
from fmld_synth.progress import Unwatched, Watcher


class StageEnd(NamedTuple):
    """What a shard has done.

    Attributes:
        done: blocks of this shard that are done, those of earlier calls included.
        open: blocks of other shards that were not done when this one had ended.
        finished: whether the whole set was finished already.
    """

    done: int
    open: int
    finished: bool = False


@reproducible_kernels()
def work_on_shard(
    configuration: Configuration,
    stage: SharedStage,
    shard: Shard,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
    photographs: Path | None = None,
) -> StageEnd:
    """Do a shard's part of a stage. It may be interrupted, repeated, and done by several processes at once.

    Args:
        configuration: the same for all shards and stages.
        stage: ``survey`` first, and when all shards have done it, ``render``.
        shard: which part of the work.
        engine_factory, watcher, photographs: as in :func:`fmld_synth.generation.run.generate`.

    Raises:
        UserError: as :func:`fmld_synth.generation.run.generate`; or the survey is not complete.
    """
    job = open_job(configuration, engine_factory, photographs)
    if join_output(configuration) == "finished":
        return StageEnd(0, 0, finished=True)
    with job.open_pool() as pool:
        at_work = _ShardAtWork(job, shard, pool, watcher or Unwatched())
        return at_work.survey() if stage == "survey" else at_work.render()


@reproducible_kernels()
def merge(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
    photographs: Path | None = None,
) -> Summary:
    """End a run whose shards are done: pictures that could not be made are given out anew, and made here.

    Args:
        configuration: that of the shards.
        engine_factory, watcher, photographs: as in :func:`fmld_synth.generation.run.generate`.

    Raises:
        UserError: as :func:`fmld_synth.generation.run.generate`; or blocks or pictures of shards are missing.
    """
    job = open_job(configuration, engine_factory, photographs)
    output = Path(configuration.output)
    with locked(output):
        if join_output(configuration) == "finished":
            return read_summary(output)
        journal = Journal(output)
        _gather(job, Blocks(output), journal)
        remove_parts(output)
        return make(job, journal, watcher or Unwatched())


def _gather(job: Job, blocks: Blocks, journal: Journal) -> None:
    """Give the journal what it does not know of the shards' work."""
    blocks.check_inputs(job.inputs.identities)
    journal.check_inputs(job.inputs.identities)
    surveyed = blocks.read_survey(job.inputs)
    if not blocks.any_units and _plan(surveyed, job.configuration)[1].next_round():
        raise UserError(
            f"{job.configuration.output}: no shard has made pictures yet; run `stage=render` for every shard first"
        )
    known = len(journal.read_survey())
    block_of = (block for block, paths in enumerate(cut(job.inputs.paths)) for _ in paths)
    for place, (one, block) in enumerate(zip(surveyed, block_of, strict=True)):
        if place >= known:
            journal.add_survey(_rows_from_zero(one), blocks.landmarks_of(block, one))
    del surveyed
    units = journal.read_units()
    output = Path(job.configuration.output)
    for result in blocks.read_units():
        if result.key not in units:
            _check_files(result, output)
            journal.add_unit(result)


def _plan(
    surveyed: Sequence[SurveyedPhotograph], configuration: Configuration
) -> tuple[PhotographLibrary, Plan]:
    library = PhotographLibrary(surveyed, configuration)
    return library, Plan(library.fitting_states(), with_count(configuration, library))


def _rows_from_zero(surveyed: SurveyedPhotograph) -> SurveyedPhotograph:
    return with_rows_from(surveyed, -surveyed.faces[0].row) if surveyed.faces else surveyed


def _check_files(result: UnitResult, output: Path) -> None:
    for record in result.records:
        for path, _ in files_of(record):
            if not (output / path).exists():
                raise UserError(
                    f"{output / path} is missing: copy images and mattes of all shards there, then merge again"
                )


class _ShardAtWork:
    """A shard's work on a stage."""

    def __init__(self, job: Job, shard: Shard, pool: Pool[Work, Outcome], watcher: Watcher) -> None:
        self._job, self._shard, self._pool, self._watcher = job, shard, pool, watcher
        self._output = Path(job.configuration.output)
        self._blocks = Blocks(self._output)
        self._blocks.check_inputs(job.inputs.identities)

    def survey(self) -> StageEnd:
        """Survey the shard's photographs."""
        photographs: Sequence[PhotographToSurvey] = self._job.inputs.work
        work = cut(photographs)
        own = [block for block in range(len(work)) if self._shard.has(block)]
        to_do = [block for block in own if not self._blocks.has_survey(block)]
        self._watcher.begin("survey", sum(len(work[block]) for block in to_do))
        outcomes = self._pool.run(chain.from_iterable(work[block] for block in to_do))
        for block in to_do:
            found = []
            for outcome in islice(outcomes, len(work[block])):
                assert isinstance(outcome, tuple)
                found.append(outcome)
                self._watcher.advance(1, 0, len(outcome[0].rejections))
            if self._finished:
                return StageEnd(len(own), 0, finished=True)
            self._blocks.write_survey(block, len(work), found)
        return StageEnd(len(own), sum(not self._blocks.has_survey(block) for block in range(len(work))))

    def render(self) -> StageEnd:
        """Make the shard's pictures of the first round, and of further ones where all shards have done those before."""
        configuration, inputs = self._job.configuration, self._job.inputs
        library, plan = _plan(self._blocks.read_survey(inputs), configuration)
        surveyed_in = {path: block for block, paths in enumerate(cut(inputs.paths)) for path in paths}
        done = 0
        if not configuration.balance:  # with it, what is kept depends on what is made
            real = select(configuration, library, {}).real
            kept = kept_portions(real, bare_with_things(configuration, plan.total, real))
            done += self._make("keep", KEEPING, cut(kept), library, surveyed_in)
        round_number, missing = 0, 0
        while (portions := portions_of(plan.next_round())) and not missing:
            blocks = cut(portions)
            done += self._make("render", round_number, blocks, library, surveyed_in)
            missing = sum(not self._blocks.has_units(round_number, block) for block in range(len(blocks)))
            if not missing:
                failed = self._blocks.read_failed(round_number, len(blocks))
                for slot in (slot for portion in portions for slot in portion.slots):
                    plan.note(slot, (slot.key, slot.number) not in failed)
            round_number += 1
        return StageEnd(done, missing, self._finished)

    def _make(
        self,
        stage: str,
        round_number: int,
        blocks: Sequence[Sequence[Portion]],
        library: PhotographLibrary,
        surveyed_in: Mapping[str, int],
    ) -> int:
        """Make the pictures of the shard's blocks of a round; returns how many blocks are its own."""
        own = [block for block in range(len(blocks)) if self._shard.has(block)]
        to_do = [block for block in own if not self._blocks.has_units(round_number, block)]

        def unit(portion: Portion) -> WorkUnit:
            photograph = library.photographs[portion.sha256]
            landmarks = self._blocks.landmarks_of(surveyed_in[photograph.path], photograph)
            return unit_of(portion, library, landmarks)

        if to_do:
            self._watcher.begin(stage, sum(portion.size for block in to_do for portion in blocks[block]))
        outcomes = self._pool.run(unit(portion) for block in to_do for portion in blocks[block])
        for block in to_do:
            results = []
            for portion, outcome in zip(blocks[block], islice(outcomes, len(blocks[block])), strict=True):
                assert isinstance(outcome, UnitResult)
                results.append(outcome.model_copy(update={"round": round_number}))
                accepted = portion.size - len(outcome.failed)
                self._watcher.advance(accepted, accepted, len(outcome.failed))
            if self._finished:
                break
            self._blocks.write_units(round_number, block, len(blocks), results)
        return len(own)

    @property
    def _finished(self) -> bool:
        """Whether somebody merged in the meantime: a straggler would write into a finished set."""
        return (self._output / DESCRIPTION).exists()
