"""From a film to a film of people who wear masks: it is watched once to follow them, and once to put the masks on.

What is kept in memory does not grow with the film's length but for a few numbers a frame: landmarks wait on disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.summary import Summary
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.quality import check_face, is_plausible
from fmld_synth.files import sha256_of_file, writing_failed
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.description import finish
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.generation.inputs import check_apart
from fmld_synth.generation.output_folder import open_output
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.locking import locked
from fmld_synth.masked_films.choosing import PersonMask, choose_mask
from fmld_synth.masked_films.people import LandmarkFile, People, Person
from fmld_synth.masked_films.wearing import Wearing
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.remarks import REMARKS
from fmld_synth.synthesis.layering import changed_pixels, laid_in
from fmld_synth.synthesis.measured_face import mesh_only
from fmld_synth.synthesis.photometry.grain_measuring import measure_grain
from fmld_synth.synthesis.sample import Sample

if TYPE_CHECKING:
    from fmld_synth.films.film import Film
    from fmld_synth.films.frame import Frame
    from fmld_synth.masked_films.film_set import FilmSet, ShownPerson

TRIED_FRAMES = 8
"""Frames of a person, spread evenly, in which a mask's label has to hold before it is worn."""


@reproducible_kernels()
def generate_film(
    configuration: Configuration,
    *,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
) -> Summary:
    """Put a mask on everybody in a film.

    Args:
        configuration: what to make; its input is a film.
        engine_factory: makes the engine; None makes the usual one.
        watcher: is told of the progress.

    Raises:
        UserError: PyAV is not installed, the film cannot be opened or shows nobody, an option is wrong, or the output
            cannot be written.
    """
    if find_spec("av") is None:
        raise UserError("films need PyAV, which is not installed: pip install 'fmld-synth[film]'")
    source, output = Path(configuration.input), Path(configuration.output)
    check_apart(source, output)
    usual = partial(standard_engine, configuration.landmarks, configuration.print_folder)
    engine = (engine_factory or usual)()
    choice = TemplateChoice(engine, configuration.templates, configuration.colors)
    choice.check()
    from fmld_synth.films.film import open_film  # loads PyAV

    with open_film(source):
        pass  # what is no film is told before the output is touched
    with locked(output):
        open_output(configuration)
        try:
            with tempfile.TemporaryFile(dir=output) as file:
                run = _Run(configuration, engine, choice, watcher or Unwatched(), LandmarkFile(file))
                return run.make()
        except OSError as error:
            raise writing_failed(output, error, resumable=False) from error


class _Run:
    """One film on its way to a masked one."""

    def __init__(
        self,
        configuration: Configuration,
        engine: Engine,
        choice: TemplateChoice,
        watcher: Watcher,
        file: LandmarkFile,
    ) -> None:
        self._configuration, self._engine, self._choice = configuration, engine, choice
        self._watcher = watcher
        self._source = Path(configuration.input)
        self._sha256 = sha256_of_file(self._source)
        self._people = People(file)
        self._size = (0, 0)
        self._rejections: list[Rejection] = []

    def make(self) -> Summary:
        from fmld_synth.films.film import open_film
        from fmld_synth.masked_films.film_set import FilmSet

        with open_film(self._source) as film:
            self._follow(film)
        everybody = self._people.all()
        if not everybody:
            raise UserError(
                f"{self._source} shows no face that can be followed; give a film in which faces are seen"
            )
        worn = {person.number: self._wearing(person) for person in everybody}
        with open_film(self._source) as film, FilmSet(self._configuration, self._sha256) as made:
            self._put_on(film, everybody, worn, made)
            made.finish()
            summary = finish(self._configuration, made.units(), self._rejections, 0)
        return summary

    def _follow(self, film: Film) -> None:
        """Watch the film once."""
        self._watcher.begin("survey", film.expected)
        for frame in film:
            self._size = self._size if len(self._people.seconds) else frame.image.shape[1::-1]
            faces = [one for one in self._engine.find_faces(frame.image) if is_plausible(one.landmarks)]
            for person, face in self._people.add(frame.seconds, faces):
                person.grain = measure_grain(frame.image, face, None)
            self._watcher.advance(1, 0, 0)
        if not len(self._people.seconds):
            raise UserError(f"{self._source} holds no frame that can be read: is it whole?")
        shortfall = film.shortfall()
        if shortfall:
            REMARKS.warning(shortfall)

    def _wearing(self, person: Person) -> Wearing | None:
        mask = self._choose(person)
        return None if mask is None else Wearing(mask, person.grain, self._configuration, self._engine)

    def _choose(self, person: Person) -> PersonMask | None:
        """What a person wears; None, and a note, where no mask keeps its label."""
        length = len(person.rows)
        tried = sorted(
            {person.first + length * (2 * k + 1) // (2 * TRIED_FRAMES) for k in range(TRIED_FRAMES)}
        )
        faces = []
        for frame in tried:
            face = self._people.face(person, frame)
            try:
                check_face(
                    face, *self._size,
                    min_face=self._configuration.min_face, max_yaw=self._configuration.max_yaw,
                )  # fmt: skip
            except Rejected:
                continue
            faces.append(mesh_only(face, *self._size, person.grain))
        mask = None
        if faces:
            mask = choose_mask(
                faces, self._sha256, person.number, self._configuration, self._engine, self._choice
            )
        if mask is None:
            self._reject(person, person.first, Rejected("wear", "no_mask_holds" if faces else "not_usable"))
        return mask

    def _put_on(
        self, film: Film, everybody: Sequence[Person], worn: dict[int, Wearing | None], made: FilmSet
    ) -> None:
        """Watch the film again, and write it with masks."""
        self._watcher.begin("render", len(self._people.seconds))
        for number, frame in enumerate(film):
            if number >= len(self._people.seconds):
                break
            people = list(self._dressed(number, frame, everybody, worn))
            samples = [person.mask[1] for person in people if person.mask is not None]
            made.add(frame, laid_in(frame.image, samples), people)
            self._watcher.advance(1, len(samples), 0)

    def _dressed(
        self, number: int, frame: Frame, everybody: Sequence[Person], worn: dict[int, Wearing | None]
    ) -> Iterator[ShownPerson]:
        """Everybody in a frame, with masks where they keep their labels."""
        from fmld_synth.masked_films.film_set import ShownPerson

        samples: list[Sample] = []
        for person in everybody:
            if not person.first <= number < person.after:
                continue
            face = self._people.face(person, number)
            wearing = worn[person.number]
            mask = None
            if wearing is not None and not wearing.is_off(frame.seconds):
                try:
                    sample = wearing.put_on(frame.image, face, frame.seconds)
                    if any((changed_pixels(sample) & changed_pixels(other)).any() for other in samples):
                        raise Rejected("render", "masks_overlap")
                    samples.append(sample)
                    mask = wearing.mask, sample
                except Rejected as rejected:
                    wearing.take_off(frame.seconds)
                    self._reject(person, number, rejected)
            yield ShownPerson(person.number, face, person.was_found(number), mask)

    def _reject(self, person: Person, frame: int, rejected: Rejected) -> None:
        """Note why a mask is not worn from a frame on."""
        self._rejections.append(
            Rejection(
                source=self._source.name,
                face=person.number - 1,
                stage=rejected.stage,
                reason=rejected.reason,
                measured={"frame": frame, **rejected.measured},
            )
        )
