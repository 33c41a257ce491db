"""Who is in a film, and where in each frame: faces followed from frame to frame, their landmarks kept on disk."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import head_pose
from fmld_synth.faces.mesh_points import LANDMARK_COUNT
from fmld_synth.films.following import same_faces
from fmld_synth.generation.journal import ROW_BYTES
from fmld_synth.geometry import Box, FloatArray
from fmld_synth.masked_films.smoothing import REACH, smoothed, weights_around
from fmld_synth.synthesis.photometry.grain import SHARP, Grain

LEAST_OVERLAP = 0.25
"""IoU with where a person was found last from which a face can be the same."""
MOST_MISSED = 0.3
"""Seconds for which a person can be missed and is still followed; where the face was meanwhile lies between."""
LEAST_FRAMES = 3
"""Frames in which a face is found at least; what is found more rarely is no person."""


@dataclass(eq=False)
class Person:
    """One person, from where they come into the picture to where they leave it.

    Attributes:
        number: counted from 1, in order of appearance.
        first: the first frame that shows them.
        rows: for each frame from there to the last, where the landmarks lie in the file.
        scores: the finder's confidence in each of these frames; 0 where the face was missed.
        grain: sharpness and noise around the face, where it was measured.
    """

    number: int
    first: int
    rows: array[int] = field(default_factory=lambda: array("q"))
    scores: array[float] = field(default_factory=lambda: array("f"))
    grain: Grain = SHARP

    @property
    def after(self) -> int:
        """The first frame that does not show them any more."""
        return self.first + len(self.rows)

    def was_found(self, frame: int) -> bool:
        """Whether the face was found in a frame, not only between others where it was."""
        return self.scores[frame - self.first] > 0


class LandmarkFile:
    """Landmarks on disk, so that films may be longer than memory.

    Args:
        file: opened for reading and writing in binary, empty.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._rows = 0

    def add(self, landmarks: FloatArray) -> int:
        """Keep landmarks, float32 (478, 3); gives their row."""
        self._file.seek(self._rows * ROW_BYTES)
        self._file.write(np.ascontiguousarray(landmarks, np.float32).tobytes())
        self._rows += 1
        return self._rows - 1

    def read(self, rows: Sequence[int]) -> FloatArray:
        """Landmarks of some rows, float32 (rows, 478, 3)."""
        found = np.empty((len(rows), LANDMARK_COUNT, 3), np.float32)
        for place, row in enumerate(rows):
            self._file.seek(row * ROW_BYTES)
            found[place] = np.frombuffer(self._file.read(ROW_BYTES), np.float32).reshape(LANDMARK_COUNT, 3)
        return found


@dataclass(eq=False)
class _Followed:
    """A person who may still be in the picture."""

    person: Person
    box: Box
    landmarks: FloatArray
    frame: int


class People:
    """Follows faces from frame to frame. Who leaves and comes back is another person.

    Args:
        file: takes the landmarks.

    Attributes:
        seconds: when each frame is shown.
    """

    def __init__(self, file: LandmarkFile) -> None:
        self._file = file
        self._followed: list[_Followed] = []
        self._gone: list[Person] = []
        self.seconds: array[float] = array("d")

    def add(self, seconds: float, faces: Sequence[Face]) -> list[tuple[Person, Face]]:
        """Take note of the faces of the next frame; gives the people who are seen for the first time."""
        frame = len(self.seconds)
        self.seconds.append(seconds)
        lost = [one for one in self._followed if seconds - self.seconds[one.frame] > MOST_MISSED]
        self._followed = [one for one in self._followed if one not in lost]
        self._gone += [one.person for one in lost]
        pairs = same_faces([one.box for one in self._followed], [face.box for face in faces], LEAST_OVERLAP)
        for which, number in pairs.items():
            self._follow(self._followed[which], faces[number], frame)
        appeared = []
        for number in sorted(set(range(len(faces))) - set(pairs.values())):
            face = faces[number]
            started = _Followed(Person(0, frame), face.box, face.landmarks, frame)
            self._append(started, face.landmarks, face.score)
            self._followed.append(started)
            appeared.append((started.person, face))
        return appeared

    def all(self) -> list[Person]:
        """Everybody, by the frame in which they appear; call it when the film has ended."""
        everybody = [*self._gone, *(one.person for one in self._followed)]
        lasting = [one for one in everybody if sum(score > 0 for score in one.scores) >= LEAST_FRAMES]
        # Sorting is stable, and rows rise in the order in which faces were found.
        lasting.sort(key=lambda one: (one.first, one.rows[0]))
        for number, person in enumerate(lasting, start=1):
            person.number = number
        return lasting

    def face(self, person: Person, frame: int, reach: float = REACH) -> Face:
        """The smoothed face of a person in a frame that shows them, in pixels.

        Args:
            person: from :meth:`all`.
            frame: number of the frame, counted from 0.
            reach: seconds to either side over which it is smoothed; 0 gives what was found.
        """
        begin = end = frame
        while begin > person.first and self.seconds[frame] - self.seconds[begin - 1] < reach:
            begin -= 1
        while end + 1 < person.after and self.seconds[end + 1] - self.seconds[frame] < reach:
            end += 1
        rows = person.rows[begin - person.first : end + 1 - person.first]
        times = np.array(self.seconds[begin : end + 1])
        landmarks = smoothed(self._file.read(rows), weights_around(times, frame - begin, reach))
        score = float(person.scores[frame - person.first])
        return Face(landmarks, head_pose(landmarks), score, person.number - 1)

    def _follow(self, followed: _Followed, face: Face, frame: int) -> None:
        """Go on with a person, and lay the face between where it was missed."""
        begin, end = self.seconds[followed.frame], self.seconds[frame]
        for missed in range(followed.frame + 1, frame):
            share = np.float32((self.seconds[missed] - begin) / (end - begin))
            self._append(followed, followed.landmarks + share * (face.landmarks - followed.landmarks), 0.0)
        self._append(followed, face.landmarks, face.score)
        followed.box, followed.landmarks, followed.frame = face.box, face.landmarks, frame

    def _append(self, followed: _Followed, landmarks: FloatArray, score: float) -> None:
        followed.person.rows.append(self._file.add(landmarks))
        followed.person.scores.append(score)
