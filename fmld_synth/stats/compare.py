"""Two sets side by side: counts, sizes, balance, light, coverage, and pictures they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.duplicates import NEAR_DUPLICATE, nearest_hashes
from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.dataset.readers import AUTO
from fmld_synth.errors import Rejected, printable
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.stats.histogram import Values
from fmld_synth.stats.measuring import Measures, measure
from fmld_synth.stats.opening import reader_for
from fmld_synth.stats.statistics import statistics_of

IMAGES_A_UNIT = 16
PAIRS_SHOWN = 12
NOT_SAID = "not said"


class Spread(BaseModel):
    """Where nine in ten values lie: 5 %, 50 % and 95 % of them are at most this; each is a value that occurs."""

    low: float
    median: float
    high: float


class SetSummary(BaseModel):
    """One set in numbers.

    Attributes:
        folder: as the user named it.
        images, unreadable: image files, and how many of them cannot be read; these count nowhere below.
        bytes: size of the image files.
        faces: annotated faces.
        labels, wear_states: faces of each; ``not said`` where the set does not say.
        splits: images of each.
        width, height: of the images, in pixels.
        face_side: longer side of the annotated faces' boxes, in pixels; None without any.
        brightness: mean gray values, in percent of white.
        sharpness: deviation of the Laplacian, see ``fmld_synth.stats.measuring.sharpness``.
        coverage: mean covered share of nose, lips and chin for each wear state; None where it is not said.
    """

    folder: str
    images: int
    unreadable: int
    bytes: int
    faces: int
    labels: dict[str, int]
    wear_states: dict[str, int]
    splits: dict[str, int]
    width: Spread | None
    height: Spread | None
    face_side: Spread | None
    brightness: Spread | None
    sharpness: Spread | None
    coverage: dict[str, dict[str, float]] | None


class NearPair(BaseModel):
    """A picture of each set, and how many of 256 bits their perceptual hashes are apart."""

    first: str
    second: str
    distance: int


class Comparison(BaseModel):
    """Two sets side by side.

    Attributes:
        first, second: the sets.
        equal_files: images of the second that are byte for byte in the first.
        near_duplicates: images of the second that look like one of the first (at most 32 of 256 bits apart).
        nearest: the nearest pairs, nearest first.
    """

    first: SetSummary
    second: SetSummary
    equal_files: int
    near_duplicates: int
    nearest: list[NearPair]


def compare(
    first: Path,
    second: Path,
    *,
    first_format: str = AUTO,
    second_format: str = AUTO,
    classes: Mapping[str, str] | None = None,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> Comparison:
    """Look at every image of two sets.

    Args:
        first, second: folders of sets.
        first_format, second_format: see :func:`fmld_synth.stats.opening.reader_for`.
        classes: what class names of either set mean.
        workers: processes; None for one a core.
        watcher: is told of the progress.

    Raises:
        UserError: a folder holds no images, or its annotations are damaged.
    """
    watcher = watcher or Unwatched()
    surveys = []
    with WorkerPool(_Examiner, workers or available_cores()) as pool:
        for folder, format_name in ((first, first_format), (second, second_format)):
            read = reader_for(folder, format_name, classes)
            watcher.begin("compare", sum(1 for _ in read(folder)))
            survey = _Survey(folder)
            for seen in pool.run(_units(read(folder))):
                for one in seen:
                    survey.add(one)
                watcher.advance(len(seen), len(seen), sum(one.measures is None for one in seen))
            surveys.append(survey)
    return _compared(*surveys)


class _Seen(NamedTuple):
    """One image: what the set says of it, and what it measures; None where it cannot be read."""

    image: AnnotatedImage
    bytes: int
    sha256: str
    size: tuple[int, int]
    measures: Measures | None


class _Examiner:
    """A worker: reads and measures images."""

    def __call__(self, images: Sequence[AnnotatedImage]) -> list[_Seen]:
        return [self._examine(image) for image in images]

    def _examine(self, image: AnnotatedImage) -> _Seen:
        try:
            photograph = read_photograph(image.path)
            size = image.path.stat().st_size
        except (Rejected, OSError):
            return _Seen(image, 0, "", (0, 0), None)
        return _Seen(
            image, size, photograph.sha256, (photograph.width, photograph.height), measure(photograph.image)
        )


class _Survey:
    """Gathers one set; what it keeps of an image is its name, two hashes and a few numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images = self.unreadable = self.bytes = self.faces = 0
        self.labels: Counter[str] = Counter()
        self.wear_states: Counter[str] = Counter()
        self.splits: Counter[str] = Counter()
        self.width, self.height, self.face_side, self.brightness, self.sharpness = (
            Values() for _ in range(5)
        )
        self.names: list[str] = []
        self.perceptual_hashes: list[int] = []
        self.contents: list[bytes] = []

    def add(self, seen: _Seen) -> None:
        self.images += 1
        if seen.measures is None:
            self.unreadable += 1
            return
        self.bytes += seen.bytes
        self.splits[seen.image.split or NOT_SAID] += 1
        self.width.add(seen.size[0])
        self.height.add(seen.size[1])
        self.brightness.add(100 * seen.measures.brightness)
        self.sharpness.add(seen.measures.sharpness)
        self.names.append(seen.image.name)
        self.perceptual_hashes.append(seen.measures.perceptual_hash)
        self.contents.append(bytes.fromhex(seen.sha256))
        for face in seen.image.faces:
            self._add_face(face)

    def _add_face(self, face: AnnotatedFace) -> None:
        self.faces += 1
        self.labels[face.label or NOT_SAID] += 1
        self.wear_states[face.wear_state or NOT_SAID] += 1
        self.face_side.add(max(face.box.width, face.box.height))

    def summary(self) -> SetSummary:
        ours = (self.folder / MANIFEST).exists()
        return SetSummary(
            folder=printable(str(self.folder)),
            images=self.images,
            unreadable=self.unreadable,
            bytes=self.bytes,
            faces=self.faces,
            labels=dict(self.labels.most_common()),
            wear_states=dict(self.wear_states.most_common()),
            splits=dict(self.splits.most_common()),
            width=_spread(self.width),
            height=_spread(self.height),
            face_side=_spread(self.face_side),
            brightness=_spread(self.brightness),
            sharpness=_spread(self.sharpness),
            coverage=statistics_of(self.folder).coverage if ours else None,
        )


def _compared(first: _Survey, second: _Survey) -> Comparison:
    near: list[NearPair] = []
    if first.names and second.names:
        found = nearest_hashes(second.perceptual_hashes, first.perceptual_hashes)
        near = [
            NearPair(first=first.names[place], second=name, distance=distance)
            for name, (place, distance) in zip(second.names, found, strict=True)
        ]
    shared = set(first.contents)
    return Comparison(
        first=first.summary(),
        second=second.summary(),
        equal_files=sum(content in shared for content in second.contents),
        near_duplicates=sum(pair.distance <= NEAR_DUPLICATE for pair in near),
        nearest=sorted(near, key=lambda pair: (pair.distance, pair.first, pair.second))[:PAIRS_SHOWN],
    )


def _spread(values: Values) -> Spread | None:
    low, median, high = (values.quantile(share) for share in (0.05, 0.5, 0.95))
    if low is None or median is None or high is None:
        return None
    return Spread(low=low, median=median, high=high)


def _units(images: Iterable[AnnotatedImage]) -> Iterator[Sequence[AnnotatedImage]]:
    images = iter(images)
    while unit := list(islice(images, IMAGES_A_UNIT)):
        yield unit
