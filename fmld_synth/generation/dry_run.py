"""What a run would make, without making it: survey and plan, and a few pictures that are timed and thrown away."""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.dataset.record_lines import to_line
from fmld_synth.dataset.records import UNLABELED, Record
from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.dataset.summary import files_of
from fmld_synth.execution.processes import available_cores
from fmld_synth.execution.reproducible import one_opencv_thread, reproducible_kernels
from fmld_synth.generation.balance import Picture
from fmld_synth.generation.bare_with_things import bare_with_things
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import EngineFactory
from fmld_synth.generation.job import GenerationWorker, Job, open_job
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import Plan, Slot
from fmld_synth.generation.rounds import Portion, kept_portions, portions_of, unit_of
from fmld_synth.generation.selection import select, with_count
from fmld_synth.generation.survey import PhotographToSurvey, SurveyedPhotograph
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.generation.work import UnitResult
from fmld_synth.geometry import FloatArray
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.wear import UNMASKED, wear_state

SAMPLED = 8
"""Photographs, spread over all, of which pictures are made to be timed; as many of those that join as they are."""


class Forecast(BaseModel):
    """What a run would make, as planned: places whose first draw fails go to another template, face or state.

    Attributes:
        photographs, faces: that can be used.
        pictures: in all.
        by_wear_state, by_split: pictures of each; where the wear state is unknown, the label counts.
        by_template: masked pictures of each template.
        short: masked pictures that were asked for and that no face can carry.
        rejected: photographs and faces by reason.
        survey_seconds: that finding the faces took.
        seconds: estimate for a whole run with ``workers``, the survey included; None when no sample could be made.
        bytes: estimate of the size of the set; None as above.
        workers: processes that the estimate is for.
        sampled_pictures, sampled_photographs: pictures that were made, timed and thrown away for the estimates.
    """

    photographs: int
    faces: int
    pictures: int
    by_wear_state: dict[str, int]
    by_split: dict[str, int]
    by_template: dict[str, int]
    short: int
    rejected: dict[str, int]
    survey_seconds: float
    seconds: float | None
    bytes: int | None
    workers: int
    sampled_pictures: int
    sampled_photographs: int


@reproducible_kernels()
def dry_run(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
    photographs: Path | None = None,
) -> Forecast:
    """Survey and plan, and estimate time and size. Nothing is written but a few pictures to a temporary folder.

    Args:
        configuration: of the run.
        engine_factory, watcher, photographs: as in :func:`fmld_synth.generation.run.generate`.

    Raises:
        UserError: the input or an option is wrong.
    """
    job = open_job(configuration, engine_factory, photographs)
    workers = configuration.workers or available_cores()
    began = time.perf_counter()
    surveyed = _survey(job, watcher or Unwatched())
    survey_seconds = time.perf_counter() - began
    library = PhotographLibrary(surveyed, configuration)
    plan = Plan(library.fitting_states(), with_count(configuration, library))
    slots = plan.next_round()
    kept, surplus = select(configuration, library, _as_planned(slots, library, configuration))
    slots = [slot for slot in slots if _name(slot) not in surplus]
    with_things = bare_with_things(configuration, plan.total, kept)
    portions, as_they_are = portions_of(slots), kept_portions(kept, with_things)
    samples = _Samples(job, library)
    making = samples.cost_of(portions)
    keeping = samples.cost_of(as_they_are)
    states, splits = _counted(slots, as_they_are, library)
    seconds, size = None, None
    if making is not None and keeping is not None:
        seconds = survey_seconds + (making[0] + keeping[0]) / workers
        size = round(making[1] + keeping[1])
    return Forecast(
        photographs=len(library.photographs),
        faces=sum(len(one.faces) for one in library.photographs.values()),
        pictures=sum(splits.values()),
        by_wear_state=dict(sorted(states.items())),
        by_split=dict(sorted(splits.items())),
        by_template=_templates(slots, job.choice, configuration),
        short=plan.total - len(slots) - len(surplus),
        rejected=_reasons(job, library),
        survey_seconds=survey_seconds,
        seconds=seconds,
        bytes=size,
        workers=workers,
        sampled_pictures=samples.pictures,
        sampled_photographs=samples.photographs,
    )


def _survey(job: Job, watcher: Watcher) -> list[SurveyedPhotograph]:
    surveyed: list[SurveyedPhotograph] = []
    watcher.begin("survey", len(job.inputs.paths))
    with job.open_pool() as pool:
        for outcome in pool.run(job.inputs.work):
            assert isinstance(outcome, tuple)
            surveyed.append(outcome[0])
            watcher.advance(1, 0, len(outcome[0].rejections))
    return surveyed


def _name(slot: Slot) -> str:
    return f"{slot.key.sha256}/{slot.key.face}/{slot.number}"


def _as_planned(
    slots: Sequence[Slot], library: PhotographLibrary, configuration: Configuration
) -> dict[str, list[Picture]]:
    """The masked pictures by split, as if each were made; of a scene without masks on further faces."""
    by_split: dict[str, list[Picture]] = {}
    for slot in slots:
        sha256, face = slot.key
        label = wear_state(slot.state).label
        others = [
            one.label
            for index, one in enumerate(library.photographs[sha256].annotated_faces)
            if configuration.crop == "none" and index != face and one.label and not one.difficult
        ]
        picture = Picture(sha256, face, (label, *others), _name(slot))
        by_split.setdefault(library.places[sha256].split, []).append(picture)
    return by_split


def _counted(
    slots: Sequence[Slot], kept: Sequence[Portion], library: PhotographLibrary
) -> tuple[Counter[str], Counter[str]]:
    """Pictures by wear state and by split."""
    states = Counter(slot.state for slot in slots)
    splits = Counter(library.places[slot.key.sha256].split for slot in slots)
    for portion in kept:
        photograph = library.photographs[portion.sha256]
        splits[library.places[portion.sha256].split] += portion.size
        states[UNMASKED] += len(portion.kept) * portion.with_things
        for index in portion.kept:
            face = photograph.annotated_faces[index] if photograph.annotated_faces else None
            own = (face.wear_state or face.label) if face is not None else None
            states[UNMASKED if photograph.found else own or UNLABELED] += 1
    return states, splits


def _templates(slots: Sequence[Slot], choice: TemplateChoice, configuration: Configuration) -> dict[str, int]:
    """Pictures by the template that the first variant of each draws."""
    drawn: Counter[str] = Counter()
    for slot in slots:
        seed = sample_seed(configuration.seed, slot.key.sha256, slot.key.face, slot.variants[0])
        drawn[choice.draw(random_stream(seed, RandomStream.TEMPLATE), slot.state).selection] += 1
    return dict(sorted(drawn.items()))


def _reasons(job: Job, library: PhotographLibrary) -> dict[str, int]:
    rejections = [*job.inputs.rejections, *library.rejections()]
    return dict(sorted(Counter(one.reason for one in rejections).items()))


class _Samples:
    """Makes a few pictures in a temporary folder, in this process.

    Attributes:
        pictures, photographs: made so far.
    """

    def __init__(self, job: Job, library: PhotographLibrary) -> None:
        self._job, self._library = job, library
        self._sources: dict[str, PhotographToSurvey] = dict(
            zip(job.inputs.paths, job.inputs.work, strict=True)
        )
        self.pictures = self.photographs = 0

    def cost_of(self, portions: Sequence[Portion]) -> tuple[float, float] | None:
        """Seconds in one process and bytes for all portions, as a few of them cost; None when none of those could
        be made."""
        if not portions:
            return 0.0, 0.0
        step = math.ceil(len(portions) / SAMPLED)
        chosen = portions[::step]
        wanted = sum(portion.size for portion in portions)
        seconds, size, made = 0.0, 0, 0
        with tempfile.TemporaryDirectory(prefix="fmld-synth-") as folder, one_opencv_thread():
            job = self._job.writing_to(Path(folder))
            worker = job.set_up()
            # The first is made twice: a process loads its models and templates once, however long the run.
            for place, portion in enumerate([chosen[0], *chosen]):
                landmarks = self._landmarks_of(portion, worker)
                unit = unit_of(portion, self._library, landmarks)
                began = time.perf_counter()
                result = worker(unit)
                if place == 0:
                    continue
                seconds += time.perf_counter() - began
                assert isinstance(result, UnitResult)
                size += sum(_bytes_of(record, Path(folder)) for record in result.records)
                made += len(result.records)
        self.pictures += made
        self.photographs += len(chosen)
        return (seconds / made * wanted, size / made * wanted) if made else None

    def _landmarks_of(self, portion: Portion, worker: GenerationWorker) -> FloatArray:
        """Found again for the few: keeping those of all would need much memory or a file."""
        outcome = worker(self._sources[self._library.photographs[portion.sha256].path])
        assert isinstance(outcome, tuple)
        return outcome[1]


def _bytes_of(record: Record, folder: Path) -> int:
    files = sum((folder / path).stat().st_size for path, _ in files_of(record))
    return files + len(to_line(record))
