"""Exporting a set: from any reader's stream to a folder in one of the formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from fmld_synth import plugins
from fmld_synth.choices import Link
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage, Reader
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.coco import export_coco
from fmld_synth.dataset.exporters.csv import export_csv
from fmld_synth.dataset.exporters.hugging_face import export_hugging_face
from fmld_synth.dataset.exporters.image_folder import export_image_folder
from fmld_synth.dataset.exporters.names import split_of
from fmld_synth.dataset.exporters.parquet import export_parquet
from fmld_synth.dataset.exporters.pascal_voc import export_pascal_voc
from fmld_synth.dataset.exporters.ultralytics_classify import export_ultralytics_classify
from fmld_synth.dataset.exporters.webdataset import IMAGES_PER_SHARD, export_webdataset
from fmld_synth.dataset.exporters.yolo import export_yolo, export_yolo_segmentation
from fmld_synth.dataset.label_schemes import LabelScheme, label_scheme
from fmld_synth.errors import UserError, printable
from fmld_synth.names import unknown
from fmld_synth.plugins import NotSuitable, Registry

Exporter = Callable[[Iterable[AnnotatedImage], LabelScheme, ExportFolder], None]
"""Writes annotations into a folder, and has it place the images; it may go through the images several times."""

OVERLAYS = "overlays"
"""What ``fmld-synth export`` offers besides; see ``fmld_synth/overlays``."""

BUNDLED_EXPORTERS: Mapping[str, Exporter] = {
    "coco": export_coco,
    "yolo": export_yolo,
    "yolo-segmentation": export_yolo_segmentation,
    "pascal-voc": export_pascal_voc,
    "image-folder": export_image_folder,
    "ultralytics-classify": export_ultralytics_classify,
    "hugging-face": export_hugging_face,
    "webdataset": export_webdataset,
    "parquet": export_parquet,
    "csv": export_csv,
}
"""To add a format, add a file to ``exporters``, a line here and its name to ``fmld_synth.choices.ExportFormat``."""


def _accept_exporter(name: str, exporter: object) -> Exporter:
    if not callable(exporter):
        raise NotSuitable(f"{type(exporter).__name__} cannot be called")
    if name == OVERLAYS:
        raise NotSuitable("the name is taken; it needs another")
    return exporter


EXPORTERS: Registry[Exporter] = Registry(plugins.EXPORTERS, BUNDLED_EXPORTERS, _accept_exporter)
"""Every format that annotated sets are exported to, with those of plug-ins."""

USUAL_LABELS = {"pascal-voc": "fmld"}
"""Label schemes of formats that have their own; the others take ``three``."""


class Exported(BaseModel):
    """What was exported.

    Attributes:
        output: the folder.
        format, labels: names of the format and of the label scheme.
        images: number of images of the set.
        encoded_again: how many of them were turned upright or made 8-bit RGB; the others are their files.
        metadata_removed: how many of these were written without EXIF and other metadata, their pixels the same.
        by_split: for each split, the number of faces of each class.
        unlabeled: faces without a class, of which most formats say nothing.
    """

    output: str
    format: str
    labels: str
    images: int
    encoded_again: int
    metadata_removed: int = 0
    by_split: dict[str, dict[str, int]]
    unlabeled: int


def export_set(
    folder: Path,
    *,
    to: str,
    output: Path,
    reader: Reader,
    labels: str | None = None,
    link: Link = "hard",
    images_per_shard: int = IMAGES_PER_SHARD,
    keep_metadata: bool = False,
) -> Exported:
    """Export a set; memory stays flat however many images it has.

    Args:
        folder: of the set.
        to: name of a format in ``EXPORTERS``.
        output: folder that is made; missing or empty.
        reader: reads the set.
        labels: name of a label scheme; None takes the format's usual one.
        link: ``hard``, ``sym`` or ``copy``: how images get there. Only those that are turned by EXIF, or not
            8-bit, RGB or gray, are encoded again.
        images_per_shard: greatest number of images in a WebDataset shard.
        keep_metadata: hand on what image files tell of place, time and camera; otherwise those that do are written
            without it.

    Raises:
        UserError: an option is wrong, the set is damaged or empty, or the output cannot be written; nothing
            is left half written.
    """
    if to not in EXPORTERS:
        raise unknown(to, [*EXPORTERS, OVERLAYS], "format", where="`to`")
    if images_per_shard < 1:
        raise UserError(f"`images_per_shard` {images_per_shard}: give 1 or more")
    scheme = label_scheme(labels or USUAL_LABELS.get(to, "three"))
    exporter = EXPORTERS[to]
    if to == "webdataset":
        exporter = partial(export_webdataset, images_per_shard=images_per_shard)
    images = _CountedImages(folder, reader, scheme)
    with ExportFolder(output, link, [folder], keep_metadata=keep_metadata) as export:
        exporter(images, scheme, export)
        if not images.number:
            raise UserError(f"{folder} is empty: the set has no images")
    return Exported(
        output=printable(output.as_posix()),
        format=to,
        labels=scheme.name,
        images=images.number,
        encoded_again=export.encoded_again,
        metadata_removed=export.metadata_removed,
        by_split={split: _in_order(counts, scheme) for split, counts in sorted(images.classes.items())},
        unlabeled=images.unlabeled,
    )


class _CountedImages:
    """A set that can be read any number of times; counts what the latest time gave."""

    def __init__(self, folder: Path, reader: Reader, scheme: LabelScheme) -> None:
        self._folder, self._reader, self._scheme = folder, reader, scheme
        self._reset()

    def _reset(self) -> None:
        self.number = self.unlabeled = 0
        self.classes: dict[str, Counter[str]] = {}

    def __iter__(self) -> Iterator[AnnotatedImage]:
        self._reset()
        for image in self._reader(self._folder):
            self.number += 1
            counts = self.classes.setdefault(split_of(image), Counter())
            for face in image.faces:
                name = self._class_of(face, image)
                if name is None:
                    self.unlabeled += 1
                else:
                    counts[name] += 1
            yield image

    def _class_of(self, face: AnnotatedFace, image: AnnotatedImage) -> str | None:
        try:
            return self._scheme.class_of(face)
        except UserError as error:
            raise UserError(f"{image.name}: {error}") from None


def _in_order(counts: Counter[str], scheme: LabelScheme) -> dict[str, int]:
    return {name: counts[name] for name in scheme.classes if counts[name]}
