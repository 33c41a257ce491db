"""The photographs of a run, each content once, with their people and splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fmld_synth.dataset.duplicates import group_near_duplicates
from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.splits import assign_splits, group_sources, identity_of
from fmld_synth.generation.balance import Picture
from fmld_synth.generation.plan import FaceKey
from fmld_synth.generation.set_options import TEST, SetOptions
from fmld_synth.generation.survey import SurveyedPhotograph
from fmld_synth.wear import Label

TRAIN = "train"
PREFERRED = (TEST, "val", TRAIN)
"""Where a photograph stays that an annotated set has in several splits: what is tested on is kept whole."""


@dataclass(frozen=True)
class Place:
    """Where the samples of a photograph go."""

    identity: str
    group: str
    split: str


class PhotographLibrary:
    """The photographs of a run.

    Args:
        surveyed: all of them, in the order of their paths.
        configuration: says who is on them, and the shares of the splits; an annotated set's own splits stay.
    """

    def __init__(self, surveyed: Sequence[SurveyedPhotograph], configuration: SetOptions) -> None:
        self._surveyed = surveyed
        self._configuration = configuration
        self._first: dict[str, SurveyedPhotograph] = {}
        for one in sorted(surveyed, key=_preference):  # of equal files the first is used
            if one.sha256:
                self._first.setdefault(one.sha256, one)
        self.photographs = {
            sha256: one for sha256, one in sorted(self._first.items()) if one.faces or not one.found
        }
        self._elsewhere: dict[str, Rejection] = {}
        self.places = self._find_places()

    def fitting_states(self) -> dict[FaceKey, Sequence[str]]:
        """The masked wear states that fit each usable face that may be given a mask."""
        return {
            FaceKey(sha256, face.index): face.states
            for sha256, one in self.photographs.items()
            for face in one.faces
            if not self._configuration.leaves_alone(self.places[sha256].split)
        }

    def pictures_as_they_are(self) -> list[Picture]:
        """Pictures without any mask put on that may join the set: whole scenes, or a cut out face each.

        All of an annotated set; of plain photographs, whose usable faces are taken to be bare, with
        ``include_unmasked``.
        """
        whole_scene = self._configuration.crop == "none"
        pictures = []
        for sha256, one in self.photographs.items():
            if not one.found:
                labels = [None if face.difficult else face.label for face in one.annotated_faces]
                pictures += _pictures_of(sha256, dict(enumerate(labels)), whole_scene)
            elif self._configuration.include_unmasked:
                pictures += _pictures_of(sha256, {face.index: "none" for face in one.faces}, whole_scene)
        return pictures

    def rejections(self) -> list[Rejection]:
        """Of photographs and faces, with duplicates, in the order of their paths."""
        rejections = []
        for one in self._surveyed:
            if one.sha256 and self._first[one.sha256] is not one:
                rejections.append(_duplicate(one, "duplicate", self._first[one.sha256].path))
            else:
                rejections.extend(one.rejections)
                if one.sha256 in self._elsewhere:
                    rejections.append(self._elsewhere[one.sha256])
        return rejections

    def _find_places(self) -> dict[str, Place]:
        lookalikes = self._lookalikes()
        own = self._own_splits()
        if own:
            self._leave_in_one_split(lookalikes, own)
        people: dict[str, list[str]] = {}
        for one in self._surveyed:
            if one.sha256 in self.photographs:
                people.setdefault(self._identity(one), []).append(one.sha256)
        pictures = [[one for one in group if one in self.photographs] for group in lookalikes]
        groups = group_sources(self.photographs, [link for link in (*people.values(), *pictures) if link])
        splits = own or assign_splits(groups, self._configuration.split)
        return {
            sha256: Place(self._identity(one), groups[sha256][:16], splits[sha256])
            for sha256, one in self.photographs.items()
        }

    def _identity(self, one: SurveyedPhotograph) -> str:
        known = one.annotation.identity if one.annotation is not None else None
        return known or identity_of(one.path, self._configuration.identity_from)

    def _lookalikes(self) -> list[list[str]]:
        hashes = list(self.photographs)
        numbers = group_near_duplicates(
            [int(self.photographs[sha256].perceptual_hash, 16) for sha256 in hashes]
        )
        groups: dict[int, list[str]] = {}
        for sha256, number in zip(hashes, numbers, strict=True):
            groups.setdefault(number, []).append(sha256)
        return list(groups.values())

    def _own_splits(self) -> dict[str, str]:
        """The splits of an annotated set; empty when it has none."""
        splits = {sha256: one.annotation.split for sha256, one in self.photographs.items() if one.annotation}
        if not any(splits.values()):
            return {}
        return {sha256: split or TRAIN for sha256, split in splits.items()}

    def _leave_in_one_split(self, lookalikes: Sequence[Sequence[str]], splits: dict[str, str]) -> None:
        """Of near duplicates in several splits, leave out those outside the preferred one."""
        for group in lookalikes:
            kept = min((splits[sha256] for sha256 in group), key=_split_preference)
            original = next(sha256 for sha256 in group if splits[sha256] == kept)
            for sha256 in group:
                if splits[sha256] != kept:
                    one = self.photographs.pop(sha256)
                    path = self._first[original].path
                    self._elsewhere[sha256] = _duplicate(one, "near_duplicate", path)


def _pictures_of(sha256: str, labels: Mapping[int, Label | None], whole_scene: bool) -> list[Picture]:
    """The pictures of a photograph's faces; those without a label do not count."""
    counted = [(index, label) for index, label in labels.items() if label is not None]
    if not whole_scene:
        return [Picture(sha256, index, (label,)) for index, label in counted]
    leading = counted[0][0] if counted else 0
    return [Picture(sha256, leading, tuple(label for _, label in counted))]


def _preference(one: SurveyedPhotograph) -> tuple[int, str]:
    return _split_preference(one.annotation.split if one.annotation else None)[0], one.path


def _split_preference(split: str | None) -> tuple[int, str]:
    return PREFERRED.index(split) if split in PREFERRED else len(PREFERRED), split or ""


def _duplicate(one: SurveyedPhotograph, reason: str, original: str) -> Rejection:
    return Rejection(source=one.path, stage="photograph", reason=reason, measured={"of": original})
