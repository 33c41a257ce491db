"""What a run begins with, wherever its work is done: photographs, and what sets up a worker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from fmld_synth.execution.executors import Pool, open_pool
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.generation.inputs import Inputs, check_apart, find_inputs, read_annotated
from fmld_synth.generation.production import produce
from fmld_synth.generation.selection import check_classes
from fmld_synth.generation.survey import PhotographToSurvey, SurveyedPhotograph, survey_photograph
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.generation.work import UnitResult, WorkUnit
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.prints.pictures import PictureFolder

Work = PhotographToSurvey | WorkUnit
Outcome = tuple[SurveyedPhotograph, FloatArray] | UnitResult


@dataclass(frozen=True)
class Job:
    """A checked run.

    Attributes:
        configuration: what to make.
        inputs: from what.
        engine_factory: makes the engine in every process.
        choice: the templates; every one of them can be loaded.
    """

    configuration: Configuration
    inputs: Inputs
    engine_factory: EngineFactory
    choice: TemplateChoice

    @property
    def set_up(self) -> Callable[[], GenerationWorker]:
        """Makes a worker in the process where it will run; it can be pickled when the engine's factory can."""
        return partial(GenerationWorker, self.configuration, self.inputs.root, self.engine_factory)

    def open_pool(self) -> AbstractContextManager[Pool[Work, Outcome]]:
        """The workers that the configuration asks for.

        Raises:
            UserError: Ray is wanted and is not there.
        """
        configuration = self.configuration
        return open_pool(
            self.set_up, configuration.workers, configuration.executor, configuration.ray_address
        )

    def writing_to(self, output: Path) -> Job:
        """The same run with another output."""
        configuration = self.configuration.model_copy(update={"output": output.as_posix()})
        return replace(self, configuration=configuration)


def open_job(
    configuration: Configuration,
    engine_factory: EngineFactory | None = None,
    photographs: Path | None = None,
) -> Job:
    """Find the photographs and check what can be checked before the work.

    Args:
        configuration: what to make from what.
        engine_factory: makes the engine in every process; None makes the usual one.
        photographs: where those of the input lie on this machine, when the input is an address elsewhere.

    Raises:
        UserError: the input or an option is wrong, or a template is broken.
    """
    engine_factory = engine_factory or partial(
        standard_engine, configuration.landmarks, configuration.print_folder
    )
    where = photographs or Path(configuration.input)
    check_apart(where, Path(configuration.output))
    if configuration.print_folder is not None:
        PictureFolder(Path(configuration.print_folder)).check()
    inputs = (
        read_annotated(where, configuration.input_format, configuration.classes)
        if configuration.annotated
        else find_inputs(where)
    )
    if configuration.balance:
        check_classes(inputs.annotated)
    choice = TemplateChoice(engine_factory(), configuration.templates, configuration.colors)
    choice.check()
    return Job(configuration, inputs, engine_factory, choice)


class GenerationWorker:
    """A worker: surveys photographs, and makes the pictures of units."""

    def __init__(self, configuration: Configuration, root: Path, engine_factory: EngineFactory) -> None:
        self._configuration, self._root = configuration, root
        self._engine: Engine = engine_factory()
        self._choice = TemplateChoice(self._engine, configuration.templates, configuration.colors)

    def __call__(self, work: Work) -> Outcome:
        if isinstance(work, WorkUnit):
            return produce(work, self._root, self._configuration, self._engine, self._choice)
        return survey_photograph(self._root, work, self._configuration, self._engine)
