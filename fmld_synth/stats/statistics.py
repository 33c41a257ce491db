"""What a finished set holds, in numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.dataset.file_names import MANIFEST, REJECTED
from fmld_synth.dataset.record_lines import read_lines, stream_manifest
from fmld_synth.dataset.records import UNLABELED, Record, RecordedFace, Rejection, WornMask
from fmld_synth.errors import UserError
from fmld_synth.stats.histogram import Histogram

ANGLE_EDGES = (-90, -60, -45, -30, -15, 15, 30, 45, 60, 90)
FINE_ANGLE_EDGES = tuple(range(-90, 91, 5))
FACE_SIZE_EDGES = (0, 64, 96, 128, 192, 256, 384, 512, 1024)
COVERAGE_EDGES = tuple(step / 50 for step in range(51))
REGIONS = ("nose", "lips", "chin")
ANGLES = ("yaw", "pitch", "roll")


class Statistics(BaseModel):
    """Counts over the pictures of a set; histograms name their bins.

    Attributes:
        pictures, photographs, people: numbers.
        wear_states, labels, splits: pictures of each.
        labels_by_split: pictures of each label in each split.
        faces: faces of each label in all pictures, also further ones of scenes; difficult ones do not count.
        templates, colorways: masks of each; a colorway is named ``template/colorway``.
        prints: masks of each kind of print, where there are any.
        things: of each kind of thing that is no mask, how many were drawn.
        yaw, pitch, roll: histograms of the head pose in degrees, where it is known.
        face_sizes: histogram of the face box's longer side in pixels.
        coverage: mean covered share of nose, lips and chin where they show, for each wear state.
        rejections: by ``stage: reason``.
    """

    pictures: int
    photographs: int
    people: int
    wear_states: dict[str, int]
    labels: dict[str, int]
    splits: dict[str, int]
    labels_by_split: dict[str, dict[str, int]]
    faces: dict[str, int]
    templates: dict[str, int]
    colorways: dict[str, int]
    prints: dict[str, int]
    things: dict[str, int] = {}
    yaw: dict[str, int]
    pitch: dict[str, int]
    roll: dict[str, int]
    face_sizes: dict[str, int]
    coverage: dict[str, dict[str, float]]
    rejections: dict[str, int]


class Tally:
    """Counts records as they come; what it holds grows with photographs and people, not with pictures.

    Attributes:
        states_by_split: pictures of each wear state in each split.
        labels_by_split: pictures of each label in each split.
        faces: faces of each label.
        colorways: masks of each (template, colorway).
        inks: main color of each (template, colorway), as #rrggbb.
        prints: masks of each kind of print.
        things: of each kind of thing that was drawn.
        angles: histograms of yaw, pitch and roll in steps of 5 degrees.
        face_sizes: of the face box's longer side in pixels.
        coverage: for each masked wear state, histograms of the covered share of nose, lips and chin, and of
            ``mask_area``.
        rejections: by ``stage: reason``.
    """

    def __init__(self) -> None:
        self.states_by_split: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.labels_by_split: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.faces: Counter[str] = Counter()
        self.colorways: Counter[tuple[str, str]] = Counter()
        self.inks: dict[tuple[str, str], str] = {}
        self.prints: Counter[str] = Counter()
        self.things: Counter[str] = Counter()
        self.angles = {name: Histogram(FINE_ANGLE_EDGES) for name in ANGLES}
        self.face_sizes = Histogram(FACE_SIZE_EDGES)
        self.coverage: dict[str, dict[str, Histogram]] = {}
        self.rejections: Counter[str] = Counter()
        self._photographs: set[str] = set()
        self._people: set[str] = set()

    def add(self, record: Record) -> None:
        """Count a picture."""
        self._photographs.add(record.source.sha256)
        self._people.add(record.identity)
        self.states_by_split[record.split][record.category] += 1
        self.labels_by_split[record.split][record.label or UNLABELED] += 1
        self.faces.update(record.labels)
        if record.leading is not None:
            self.face_sizes.add(max(record.leading.box[2:]))
            for name, histogram in self.angles.items():
                if record.leading.head_pose is not None:
                    histogram.add(getattr(record.leading.head_pose, name))
        for face, mask in record.masks:
            self._add_mask(face, mask)
        self.things.update(thing.kind for face in record.changed for thing in face.things)

    def _add_mask(self, face: RecordedFace, mask: WornMask) -> None:
        colorway = (mask.template, mask.colorway)
        self.colorways[colorway] += 1
        self.inks[colorway] = mask.colors.primary
        if mask.parameters.print is not None:
            self.prints[mask.parameters.print.kind] += 1
        histograms = self.coverage.setdefault(
            face.category, {name: Histogram(COVERAGE_EDGES) for name in (*REGIONS, "mask_area")}
        )
        for name, histogram in histograms.items():
            value = getattr(face.coverage, name, None)
            if value is not None:
                histogram.add(value)

    def add_rejections(self, rejections: Iterable[Rejection]) -> None:
        """Count what was not used."""
        self.rejections.update(f"{rejection.stage}: {rejection.reason}" for rejection in rejections)

    @property
    def pictures(self) -> int:
        """Number of pictures."""
        return sum(states.total() for states in self.states_by_split.values())

    @property
    def photographs(self) -> int:
        """Number of different photographs they were made from."""
        return len(self._photographs)

    @property
    def people(self) -> int:
        """Number of identities."""
        return len(self._people)

    def statistics(self) -> Statistics:
        """The numbers so far."""
        labels_by_split = self.labels_by_split
        templates: Counter[str] = Counter()
        for (template, _), number in self.colorways.items():
            templates[template] += number
        return Statistics(
            pictures=self.pictures,
            photographs=self.photographs,
            people=self.people,
            wear_states=in_order_of_number(sum(self.states_by_split.values(), Counter())),
            labels=in_order_of_number(sum(labels_by_split.values(), Counter())),
            splits=in_order_of_number(
                {split: states.total() for split, states in self.states_by_split.items()}
            ),
            labels_by_split={
                split: in_order_of_number(labels_by_split[split]) for split in sorted(labels_by_split)
            },
            faces=in_order_of_number(self.faces),
            templates=in_order_of_number(templates),
            colorways=in_order_of_number({"/".join(name): number for name, number in self.colorways.items()}),
            prints=in_order_of_number(self.prints),
            things=in_order_of_number(self.things),
            **{name: histogram.merged(ANGLE_EDGES).named() for name, histogram in self.angles.items()},
            face_sizes=self.face_sizes.named(),
            coverage=self._mean_coverage(),
            rejections=in_order_of_number(self.rejections),
        )

    def _mean_coverage(self) -> dict[str, dict[str, float]]:
        means = {
            state: {region: histograms[region].mean for region in REGIONS}
            for state, histograms in sorted(self.coverage.items())
        }
        return {
            state: {region: round(mean, 4) for region, mean in regions.items() if mean is not None}
            for state, regions in means.items()
        }


def statistics_of(folder: Path) -> Statistics:
    """Count what a finished set holds.

    Raises:
        UserError: ``folder`` holds no readable manifest, or neither pictures nor rejections.
    """
    tally = Tally()
    for record in stream_manifest(folder):
        tally.add(record)
    tally.add_rejections(read_rejections(folder))
    if not tally.pictures and not tally.rejections:
        raise UserError(f"{folder / MANIFEST} is empty: there is nothing to count")
    return tally.statistics()


def read_rejections(folder: Path) -> Iterable[Rejection]:
    """What was not used for a set; nothing when it keeps no list.

    Raises:
        UserError: a line of the list is broken.
    """
    path = folder / REJECTED
    return read_lines(path, Rejection) if path.exists() else ()


def in_order_of_number(counts: Mapping[str, int]) -> dict[str, int]:
    """Most frequent first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
