"""From overlays and the faces they belong to, back to the set: the same pictures, byte by byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.file_names import CONTACT_SHEET, DESCRIPTION, MANIFEST
from fmld_synth.dataset.readers.manifest import name_of
from fmld_synth.dataset.record_lines import read_lines, to_line
from fmld_synth.dataset.records import ORIGINAL, Record
from fmld_synth.dataset.set_files import read_file_of_set
from fmld_synth.dataset.summary import Tally, files_of
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import encode_image, sha256_of, write_file
from fmld_synth.generation.contact_sheet import make_contact_sheet
from fmld_synth.generation.recounting import recounted
from fmld_synth.geometry import ByteArray
from fmld_synth.overlays.export import DESCRIBING_FILES, decode_layer, difference_path, layer_path
from fmld_synth.overlays.sealing import laid_over, photograph_key, with_difference
from fmld_synth.overlays.wanted_photographs import (
    Shortfall,
    find_wanted,
    shortfall_of,
    wanted_photographs,
)
from fmld_synth.photographs.copying import recorded_copy
from fmld_synth.photographs.framing import cut_out
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.impossible import impossible_values_told


class Applied(BaseModel):
    """What was rebuilt: ``built`` of ``pictures`` pictures, and what is wrong with the others."""

    pictures: int
    built: int
    shortfalls: list[Shortfall]


@reproducible_kernels()
def apply_overlays(
    overlays: Path,
    faces: Path,
    output: Path,
    *,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> Applied:
    """Rebuild a set from its overlays. Without a single photograph found nothing is written.

    Args:
        overlays: folder that ``export --to overlays`` wrote.
        faces: folder with the photographs, in any order and under any names.
        output: folder of the set; missing or empty.
        workers: processes; None for one a core.
        watcher: is told of the progress.

    Raises:
        UserError: a folder is not what it should be, a file of the overlays is missing or damaged, or the
            output cannot be written.
    """
    for name in DESCRIBING_FILES:
        if not (overlays / name).is_file():
            raise UserError(f"{overlays} holds no {name}: it was not written by export with `to='overlays'`")
    if not faces.is_dir():
        raise UserError(f"`photographs` {faces}: no such folder; name the one that holds the photographs")
    watcher = watcher or Unwatched()
    wanted = wanted_photographs(overlays / MANIFEST)
    if not wanted:
        raise UserError(f"{overlays / MANIFEST} is empty: there is nothing to apply")
    pictures = sum(one.pictures for one in wanted.values())
    paths = find_wanted(wanted, faces)
    shortfalls = [one for sha256, one in wanted.items() if sha256 not in paths]
    built = 0
    if paths:
        with ExportFolder(output, "copy", [overlays, faces]) as folder:
            watcher.begin("apply", pictures - sum(one.pictures for one in shortfalls))
            shortfalls += _build(overlays, paths, folder, workers, watcher)
            built = pictures - sum(one.pictures for one in shortfalls)
            _describe(overlays, folder, complete=not shortfalls)
    return Applied(pictures=pictures, built=built, shortfalls=shortfalls)


def _build(
    overlays: Path,
    paths: dict[str, Path],
    folder: ExportFolder,
    workers: int | None,
    watcher: Watcher,
) -> list[Shortfall]:
    """Write pictures, mattes and the manifest; gives the photographs whose pictures came out otherwise."""
    other_bytes: dict[str, Shortfall] = {}
    set_up = partial(_Builder, overlays, folder.folder)
    with folder.open(MANIFEST) as manifest, WorkerPool(set_up, workers or available_cores()) as pool:
        for unit in pool.run(_units(overlays / MANIFEST, paths)):
            for record, same in unit:
                if same:
                    manifest.write(to_line(record))
                else:
                    shortfall = shortfall_of(record, "other_bytes")
                    other_bytes.setdefault(record.source.sha256, shortfall).pictures += 1
            same_here = sum(same for _, same in unit)
            watcher.advance(len(unit), same_here, len(unit) - same_here)
    return list(other_bytes.values())


def _units(manifest: Path, paths: dict[str, Path]) -> Iterator[tuple[Path, list[Record]]]:
    for sha256, records in groupby(read_lines(manifest, Record), key=lambda record: record.source.sha256):
        if sha256 in paths:
            yield paths[sha256], list(records)


class _Builder:
    """A worker: rebuilds all pictures of one photograph, and tells of each whether it is the recorded one."""

    def __init__(self, overlays: Path, output: Path) -> None:
        self._overlays, self._output = overlays, output

    def __call__(self, work: tuple[Path, list[Record]]) -> list[tuple[Record, bool]]:
        path, records = work
        original = read_regular_file(path)
        try:
            photograph = read_photograph(path).image
        except Rejected:  # it has the recorded bytes, so other libraries could read it
            return [(record, False) for record in records]
        return [(record, self._built(record, photograph, original)) for record in records]

    def _built(self, record: Record, photograph: ByteArray, original: bytes) -> bool:
        with impossible_values_told(f"{self._overlays / MANIFEST}: {record.id}"):
            return self._build(record, photograph, original)

    def _build(self, record: Record, photograph: ByteArray, original: bytes) -> bool:
        """Write the files of a record, if its picture is the recorded one."""
        name_of(record, f"{self._overlays / MANIFEST}: {record.id}")
        if record.format == ORIGINAL:
            content = recorded_copy(original, record.image_sha256)
        else:
            picture = cut_out(photograph, record.frame)
            if picture.shape[:2] != (record.height, record.width):
                return False
            if record.changed:
                picture = self._with_masks(record, picture, photograph_key(original))
            content = encode_image(picture, record.format, record.quality)
        if sha256_of(content) != record.image_sha256:
            return False
        write_file(self._output / record.image, content)
        for path, sha256 in files_of(record)[1:]:
            matte = self._read(path)
            if sha256_of(matte) != sha256:
                raise UserError(f"{self._overlays / path} is altered: get it again")
            write_file(self._output / path, matte)
        return True

    def _with_masks(self, record: Record, picture: ByteArray, key: bytes) -> ByteArray:
        layer = decode_layer(self._read(layer_path(record)), record)
        sealed = self._read(difference_path(record))
        try:
            return with_difference(laid_over(picture, layer), sealed, key, record.id)
        except ValueError as error:
            raise UserError(f"{difference_path(record)}: {error}; get it again") from None

    def _read(self, name: str) -> bytes:
        try:
            return read_file_of_set(self._overlays, name)
        except OSError as error:
            raise UserError(f"{self._overlays / name}: {error.strerror}; get it again") from None


def _describe(overlays: Path, folder: ExportFolder, complete: bool) -> None:
    """Everything but the pictures: as it was, or counted anew when some are missing."""
    manifest = folder.folder / MANIFEST
    tally = Tally()
    for record in read_lines(manifest, Record):
        tally.add(record)
    for name in DESCRIBING_FILES:
        if name not in (MANIFEST, DESCRIPTION):
            folder.place_text(overlays / name, name)
    if complete:
        folder.place_text(overlays / DESCRIPTION, DESCRIPTION)
    else:
        folder.write(DESCRIPTION, _description_of_part(overlays / DESCRIPTION, tally))
    if tally.faces:
        sheet = make_contact_sheet(folder.folder, read_lines(manifest, Record))
        write_file(folder.folder / CONTACT_SHEET, encode_image(sheet, "jpeg", 90))


def _description_of_part(description: Path, tally: Tally) -> str:
    try:
        before = json.loads(read_regular_file(description).decode())
        content = recounted(before, tally)
        content["counts"]["missing"] += before["counts"]["images"] - tally.images
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UserError(f"{description} is damaged; get it again") from None
    return json.dumps(content, indent=2) + "\n"
