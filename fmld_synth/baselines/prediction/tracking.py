"""Steady boxes in videos: faces of one person are joined over frames, and their boxes and probabilities smoothed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.films.following import same_faces
from fmld_synth.geometry import Box


@dataclass
class _Track:
    """One person.

    Attributes:
        number: counted from 1, never given twice.
        measured: box where the face was found last; the next is looked for there.
        box, probabilities: smoothed.
        seen: frames in which it was found.
        missed: frames since then.
    """

    number: int
    measured: Box
    box: Box
    probabilities: tuple[float, ...]
    seen: int = 1
    missed: int = 0


class Tracker:
    """Follows faces from frame to frame.

    A face belongs to the track whose last box it overlaps most, best pairs first. Boxes are smoothed exponentially
    with a weight that grows with the movement: one that only trembles is held still, one that moves is followed
    at once (the idea of Casiez et al., 1 Euro filter, CHI 2012). A face that is missed for a few frames keeps its
    place, unless it had been seen in fewer frames than it was missed.

    Args:
        least_overlap: IoU with a track's last box from which a face can be the same, 0 to 1.
        stillness: share of the old box that is kept when the new one lies on it, 0 (no smoothing) to 1.
        inertia: share of the old probabilities that is kept, 0 (no smoothing) to 1.
        memory: frames for which a missed face is held.

    Attributes:
        people: tracks so far.
    """

    def __init__(
        self,
        *,
        least_overlap: float = 0.25,
        stillness: float = 0.9,
        inertia: float = 0.8,
        memory: int = 5,
    ) -> None:
        self._least_overlap, self._stillness = least_overlap, stillness
        self._inertia, self._memory = inertia, memory
        self._tracks: list[_Track] = []
        self.people = 0

    def update(self, faces: Sequence[PredictedFace]) -> list[PredictedFace]:
        """The faces of the next frame.

        Args:
            faces: as they were found.

        Returns:
            The tracks, oldest first: smoothed and numbered faces, and held ones.
        """
        pairs = same_faces(
            [track.measured for track in self._tracks], [face.box for face in faces], self._least_overlap
        )
        for number, track in enumerate(self._tracks):
            if number in pairs:
                self._follow(track, faces[pairs[number]])
            else:
                track.missed += 1
        self._tracks = [track for track in self._tracks if track.missed <= min(self._memory, track.seen - 1)]
        for number in sorted(set(range(len(faces))) - set(pairs.values())):
            self.people += 1
            face = faces[number]
            self._tracks.append(_Track(self.people, face.box, face.box, face.probabilities))
        return [
            PredictedFace(track.box, track.probabilities, track.number, held=track.missed > 0)
            for track in self._tracks
        ]

    def _follow(self, track: _Track, face: PredictedFace) -> None:
        # The square: a box that lags behind soon overlaps so little that it catches up.
        kept = self._stillness * track.box.intersection_over_union(face.box) ** 2
        track.box = Box(*_mixed(track.box, face.box, kept))
        # The mean of all frames at first: the first one does not weigh more than the others.
        inertia = min(self._inertia, track.seen / (track.seen + 1))
        track.probabilities = _mixed(track.probabilities, face.probabilities, inertia)
        track.measured = face.box
        track.seen, track.missed = track.seen + 1, 0


def _mixed(old: Sequence[float], new: Sequence[float], kept: float) -> tuple[float, ...]:
    """``kept`` of the old values and the rest of the new."""
    return tuple(kept * before + (1 - kept) * now for before, now in zip(old, new, strict=True))
