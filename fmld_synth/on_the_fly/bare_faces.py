"""The bare faces of a folder of photographs, or of an annotated set, that can wear masks: found once, then kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.faces.face import Face
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.inputs import Inputs, find_inputs, read_annotated
from fmld_synth.generation.journal import Journal
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.generation.survey import (
    PhotographToSurvey,
    SurveyedFace,
    SurveyedPhotograph,
    survey_photograph,
)
from fmld_synth.generation.work import unchanged
from fmld_synth.geometry import Box, FloatArray
from fmld_synth.locking import locked
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.version import ENGINE

Survey = tuple[list[SurveyedPhotograph], Callable[[SurveyedPhotograph], FloatArray]]
"""What was found of each photograph, and what gives the landmarks of its usable faces: float32 (faces, 478, 3)."""


@dataclass(frozen=True, eq=False)
class BareFace:
    """One face that can wear a mask.

    Attributes:
        root: folder of the input.
        photograph: as surveyed.
        surveyed: the face in it.
        landmarks: float32 (478, 3), in pixels of the photograph.
        identity: who it is.
        split: the part of the set that this person belongs to.
    """

    root: Path
    photograph: SurveyedPhotograph
    surveyed: SurveyedFace
    landmarks: FloatArray
    identity: str
    split: str

    @property
    def key(self) -> str:
        """Names what :meth:`measure` gives: another photograph, face, frame or engine has another name."""
        frame = "-".join(map(str, self.surveyed.frame))
        return f"{self.photograph.sha256}-{self.surveyed.index}-{frame}-{ENGINE}"

    def measure(self, engine: Engine) -> MeasuredFace:
        """The face in its frame, measured for any number of masks.

        Raises:
            Rejected: it cannot be measured.
            UserError: the photograph is missing or another one now.
        """
        photograph = unchanged(self.root, self.photograph)
        frame, surveyed = self.surveyed.frame, self.surveyed
        face = Face(self.landmarks, surveyed.head_pose, surveyed.score, surveyed.index)
        return engine.prepare(
            cut_out(photograph.image, frame),
            face_in_frame(face, frame),
            compression_in_frame(photograph.compression, frame),
        )

    def box(self, measured: MeasuredFace) -> Box:
        """The face in pixels of its picture, cut at the border."""
        height, width = measured.image.shape[:2]
        return measured.face.box.clipped(width, height)


def find_bare_faces(
    options: SetOptions, *, part: str | None = None, cache: Path | None = None, workers: int | None = None
) -> tuple[BareFace, ...]:
    """The usable bare faces of an input, in an order that depends on the photographs alone.

    Args:
        options: name the input, and say which faces are usable, how they are framed and who they are.
        part: only faces of this split; None takes all.
        cache: folder in which the survey is kept for the next time; None keeps nothing.
        workers: processes that look for faces; None is one a core.

    Raises:
        UserError: the input cannot be read, or shows no usable face of that part.
    """
    where = Path(options.input)
    inputs = (
        read_annotated(where, options.input_format, options.classes)
        if options.annotated
        else find_inputs(where)
    )
    surveyed, landmarks_of = _survey(inputs, options, cache, workers or available_cores())
    library = PhotographLibrary(surveyed, options)
    faces = []
    for sha256, photograph in library.photographs.items():
        place = library.places[sha256]
        if part is None or place.split == part:
            faces += [
                BareFace(inputs.root, photograph, face, landmarks, place.identity, place.split)
                for face, landmarks in zip(photograph.faces, landmarks_of(photograph), strict=True)
            ]
    if not faces:
        among = "" if part is None else f" in the split {part!r}"
        raise UserError(f"`input` {where}: no photograph shows a face that can wear a mask{among}")
    return tuple(faces)


def _survey(inputs: Inputs, options: SetOptions, cache: Path | None, workers: int) -> Survey:
    if cache is None:
        found = list(_looked_at(inputs, options, inputs.work, workers))
        landmarks = {one.path: rows for one, rows in found}
        return [one for one, _ in found], lambda photograph: landmarks[photograph.path]
    folder = cache / "surveys" / _fingerprint(inputs, options)
    with locked(folder, "cache"):
        journal = Journal(folder)
        surveyed = journal.read_survey()
        for one, rows in _looked_at(inputs, options, inputs.work[len(surveyed) :], workers):
            surveyed.append(journal.add_survey(one, rows))
    return surveyed, journal.landmarks_of


def _looked_at(
    inputs: Inputs, options: SetOptions, work: tuple[PhotographToSurvey, ...], workers: int
) -> Iterator[tuple[SurveyedPhotograph, FloatArray]]:
    with WorkerPool(partial(_Surveyor, inputs.root, options), workers if len(work) > 1 else 1) as pool:
        yield from pool.run(work)


class _Surveyor:
    """A worker that looks at photographs."""

    def __init__(self, root: Path, options: SetOptions) -> None:
        self._root, self._options = root, options
        self._engine = standard_engine(options.landmarks)

    def __call__(self, work: PhotographToSurvey) -> tuple[SurveyedPhotograph, FloatArray]:
        return survey_photograph(self._root, work, self._options, self._engine)


def _fingerprint(inputs: Inputs, options: SetOptions) -> str:
    """Another name for a survey with other photographs, other changes of them, or other options that decide it."""
    deciding = ["input_format", "include_test", "min_face", "max_yaw", "crop", "size", "landmarks"]
    if options.crop == "varied":  # frames are drawn, too
        deciding.append("seed")
    files = [os.stat(inputs.root / path) for path in inputs.paths]  # noqa: PTH116 - of many files
    content = {
        "engine": ENGINE,
        "root": inputs.root.absolute().as_posix(),
        "options": {name: getattr(options, name) for name in deciding},
        "work": [repr(one) for one in inputs.work],
        "files": [(file.st_size, file.st_mtime_ns) for file in files],
    }
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
