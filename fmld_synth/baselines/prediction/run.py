"""What is the same for photographs and videos: the settings of a run, and the summary of what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.baselines.prediction.colors import Color
from fmld_synth.baselines.prediction.drawing import draw_faces
from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.baselines.prediction.predictor import Predictor
from fmld_synth.geometry import ByteArray
from fmld_synth.progress import Watcher


class Unreadable(BaseModel):
    """A file or folder that could not be looked at."""

    path: Path
    reason: str


class Summary(BaseModel):
    """What a run found.

    Attributes:
        output: folder of the results.
        pictures: photographs or frames that were looked at.
        announced: frames the film says it has; None for photographs and cameras.
        shortfall: what a film announces and does not hold, one line; None when it is whole.
        faces: in all of them; in a video a person counts in each frame.
        by_class: faces of each class.
        without_faces: pictures in which none was found.
        people: tracks in a video; None for photographs.
        unreadable: what could not be read.
        passed_over: number of files in the folder by ending that were not looked at.
        guessed: number of photographs by what had to be guessed of them.
        milliseconds: median a picture: ``find``, ``classify``, and ``all`` with reading, drawing and writing.
    """

    output: Path
    pictures: int = 0
    announced: int | None = None
    shortfall: str | None = None
    faces: int = 0
    by_class: dict[str, int]
    without_faces: int = 0
    people: int | None = None
    unreadable: list[Unreadable] = []
    passed_over: dict[str, int] = {}
    guessed: dict[str, int] = {}
    milliseconds: dict[str, float] = {}

    def count(self, faces: Sequence[PredictedFace]) -> None:
        """One more picture, with these faces."""
        self.pictures += 1
        self.faces += len(faces)
        self.without_faces += not faces
        names = list(self.by_class)
        for number, times in Counter(face.best for face in faces).items():
            self.by_class[names[number]] += times


@dataclass(frozen=True)
class Run:
    """The settings of a run.

    Attributes:
        predictor: finds and classifies faces.
        output: folder for the results; made if need be.
        colors: of the predictor's classes, RGB.
        watcher: is told of each picture.
        overwrite: the output may hold files; those of the same name are replaced.
    """

    predictor: Predictor
    output: Path
    colors: Sequence[Color]
    watcher: Watcher
    overwrite: bool = False

    def draw(self, image: ByteArray, faces: Sequence[PredictedFace]) -> ByteArray:
        """The picture with its faces in it, see :func:`draw_faces`."""
        return draw_faces(image, faces, self.predictor.classes, self.colors)

    def summary(self) -> Summary:
        """Of nothing so far."""
        return Summary(output=self.output, by_class=dict.fromkeys(self.predictor.classes, 0))
