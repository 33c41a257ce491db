"""WebDataset: ``SPLIT-%06d.tar`` shards whose samples hold an image, a class number, JSON and the mattes.

A sample's files share a key without dots, which begins with the sample's number, so that no two are equal.
The shards of a split differ by one sample at most. Equal sets give equal bytes.
"""

from __future__ import annotations

import io
import json
import pickle
import re
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import PurePosixPath

import numpy as np

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder, unaltered_matte
from fmld_synth.dataset.exporters.hugging_face import objects
from fmld_synth.dataset.exporters.image_folder import classes_of_image
from fmld_synth.dataset.exporters.names import flat_name, split_of, stem_of
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.errors import UserError
from fmld_synth.files import encode_image

IMAGES_PER_SHARD = 1000


def export_webdataset(
    images: Iterable[AnnotatedImage],
    scheme: LabelScheme,
    folder: ExportFolder,
    images_per_shard: int = IMAGES_PER_SHARD,
) -> None:
    """Write a set as shards.

    Args:
        images: the set; it is kept in a temporary file while its images are counted.
        images_per_shard: greatest number.

    Raises:
        UserError: a file is missing or altered, or an image has no file extension.
    """
    totals: Counter[str] = Counter()
    with_mattes = False
    with tempfile.TemporaryFile() as kept, ExitStack() as stack:
        for image in images:
            with_mattes = with_mattes or any(face.matte is not None for face in image.faces)
            pickle.dump((image, totals[split_of(image)]), kept)
            totals[split_of(image)] += 1
        kept.seek(0)
        shards = {
            split: stack.enter_context(closing(_Shards(folder, split, total, images_per_shard)))
            for split, total in totals.items()
        }

        for _ in range(totals.total()):
            image, number = pickle.load(kept)
            content = folder.content_of(image)
            shards[split_of(image)].add(members(image, content, scheme, number, with_mattes))


def members(
    image: AnnotatedImage, content: bytes, scheme: LabelScheme, number: int, with_mattes: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of a sample's files.

    Args:
        image: the sample.
        content: of the image's file.
        scheme: names the classes.
        number: of the sample in its split.
        with_mattes: other samples have mattes; one without any gets an empty one, because ``datasets`` and
            the Hub read shards only when all samples hold the same kinds of files.
    """
    key = f"{number:07d}-{re.sub(r'[^0-9A-Za-z_-]', '_', stem_of(flat_name(image)))}"
    extension = PurePosixPath(image.name).suffix.lower()
    if not extension:
        raise UserError(f"{image.path} has no file extension, which a sample needs; rename it")
    yield f"{key}{extension}", content
    classes = classes_of_image(image, scheme)
    if len(classes) == 1:
        yield f"{key}.cls", str(scheme.classes.index(classes[0])).encode()
    contents = (unaltered_matte(face, image) for face in image.faces)
    mattes = {place: matte for place, matte in enumerate(contents) if matte is not None}
    description = {
        "name": image.name,
        "width": image.width,
        "height": image.height,
        "identity": image.identity,
        "classes": scheme.classes,
        "objects": objects(image, scheme),
        "mattes": [f"{place}.matte.png" if place in mattes else None for place in range(len(image.faces))],
    }
    yield f"{key}.json", json.dumps(description, ensure_ascii=False).encode()
    if with_mattes and not mattes:
        yield f"{key}.0.matte.png", encode_image(np.zeros((image.height, image.width), np.uint8), "png", 100)
    for place, matte in mattes.items():
        yield f"{key}.{place}.matte.png", matte


class _Shards:
    """The shards of one split, filled one after the other."""

    def __init__(self, folder: ExportFolder, split: str, total: int, most: int) -> None:
        self._folder, self._split, self._total = folder, split, total
        self._shards = -(-total // most)
        self._open: tarfile.TarFile | None = None
        self._number = -1
        self._written = 0

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Add a sample to the shard it belongs in."""
        number = self._written * self._shards // self._total
        if number != self._number or self._open is None:
            self.close()
            path = self._folder.folder / f"{self._split}-{number:06d}.tar"
            self._open, self._number = tarfile.open(path, "x"), number  # noqa: SIM115 - closed by close()
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            self._open.addfile(entry, io.BytesIO(content))
        self._written += 1

    def close(self) -> None:
        """Finish the shard that is being filled."""
        if self._open is not None:
            self._open.close()
            self._open = None
