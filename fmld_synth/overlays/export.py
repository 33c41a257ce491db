"""Overlays: the mask layers of a set that ``generate`` made, with its records, and no pixel of a face.

``layers/`` holds the RGBA layers, ``differences/`` what ``fmld-synth apply`` needs beyond them to rebuild the
pictures byte by byte (see ``fmld_synth.overlays.sealing``), ``mattes/`` are those of the set, and so are the texts,
but for the names of folders on this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import tomli_w

from fmld_synth.choices import Link
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.names import stem_of
from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST, REJECTED, RUN
from fmld_synth.dataset.readers.manifest import name_of, read_manifest
from fmld_synth.dataset.record_lines import read_lines, to_line
from fmld_synth.dataset.records import Record, Rejection
from fmld_synth.dataset.set_files import read_file_of_set
from fmld_synth.dataset.summary import files_of
from fmld_synth.dataset.without_folders import configuration_without_folders, records_without_folders
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import read_toml, sha256_of, write_file
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.geometry import ByteArray
from fmld_synth.overlays.sealing import laid_over, mask_layer, photograph_key, sealed_difference
from fmld_synth.photographs.decoding import decode_image
from fmld_synth.photographs.framing import cut_out
from fmld_synth.photographs.reading import Photograph
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.impossible import impossible_values_told
from fmld_synth.rerendering.landmarks import landmarks_of
from fmld_synth.rerendering.likeness import image_sha256
from fmld_synth.rerendering.rerendering import Rerendering, open_source, render_in, with_templates
from fmld_synth.synthesis.layering import laid_in
from fmld_synth.synthesis.sample import MeasuredFace

DESCRIBING_FILES = (MANIFEST, RUN, REJECTED, DESCRIPTION)
"""The files of a set that show nothing; its contact sheet shows faces."""


def layer_path(record: Record) -> str:
    """Where a picture's layer lies, below the overlays."""
    return f"layers/{stem_of(name_of(record, record.id))}.png"


def difference_path(record: Record) -> str:
    """Where its sealed difference lies."""
    return f"differences/{stem_of(name_of(record, record.id))}.bin"


@reproducible_kernels()
def export_overlays(
    folder: Path,
    output: Path,
    *,
    link: Link = "hard",
    source_folder: Path | None = None,
    templates_of_the_set: bool = False,
    print_folder: Path | None = None,
    workers: int | None = None,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
) -> int:
    """Write the overlays of a set.

    Args:
        folder: of a finished set.
        output: folder that is made; missing or empty.
        link: how mattes and text files get there.
        source_folder: where the photographs lie now; None looks where they lay when the set was made.
        templates_of_the_set: load templates from the folders that the set names; otherwise they are looked up by name.
        print_folder: holds the pictures that were printed on masks.
        workers: processes; None for one a core.
        engine_factory: makes the engine in every process; None makes the usual one, with the set's landmark source.
        watcher: is told of the progress.

    Returns:
        The number of layers.

    Raises:
        UserError: a photograph, template or file of the set is missing or altered, or a record does not
            render its picture here; nothing is left half written.
    """
    watcher = watcher or Unwatched()
    engine_factory = engine_factory or partial(standard_engine, landmarks_of(folder), print_folder)
    watcher.begin("overlays", sum(1 for _ in read_manifest(folder)))
    layers = 0
    with ExportFolder(output, link, [folder]) as export:
        _describe(folder, export)
        set_up = partial(
            _Separator, folder, export.folder, source_folder, engine_factory, templates_of_the_set
        )
        with WorkerPool(set_up, workers or available_cores()) as pool:
            for records in pool.run(_by_photograph(folder / MANIFEST)):
                for path in (path for record in records for path, _ in files_of(record)[1:]):
                    export.place_file(folder / path, path)
                layers += sum(bool(record.changed) for record in records)
                watcher.advance(len(records), len(records), 0)
    return layers


def _describe(folder: Path, export: ExportFolder) -> None:
    """Write the texts of the set without the names of folders on this machine."""
    with export.open(MANIFEST) as manifest:
        for record in records_without_folders(folder):
            manifest.write(to_line(record))
    with export.open(REJECTED) as rejected:
        for rejection in read_lines(folder / REJECTED, Rejection):
            rejected.write(to_line(rejection))
    options = configuration_without_folders(read_toml(folder / RUN))
    export.write(RUN, tomli_w.dumps(options))
    try:
        description = json.loads(read_regular_file(folder / DESCRIPTION).decode())
        description["configuration"] = configuration_without_folders(description["configuration"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(
            f"{folder / DESCRIPTION} is missing or damaged; run generate with `resume=True`"
        ) from None
    export.write(DESCRIPTION, json.dumps(description, indent=2) + "\n")


def _by_photograph(manifest: Path) -> Iterator[list[Record]]:
    records = read_lines(manifest, Record)
    for _, group in groupby(records, key=lambda record: record.source.sha256):
        yield list(group)


class _Separator:
    """A worker: takes all pictures of one photograph apart."""

    def __init__(
        self,
        folder: Path,
        output: Path,
        source_folder: Path | None,
        engine_factory: EngineFactory,
        templates_of_the_set: bool,
    ) -> None:
        self._folder, self._output, self._source_folder = folder, output, source_folder
        self._engine: Engine = with_templates(engine_factory(), of_the_set=templates_of_the_set)

    def __call__(self, records: list[Record]) -> list[Record]:
        photograph = open_source(records[0], self._source_folder)
        key = photograph_key(read_regular_file(photograph.path))
        rerendering = Rerendering(photograph, self._engine)
        for record in records:
            self._check_mattes(record)
            with impossible_values_told(f"{self._folder / MANIFEST}: {record.id}"):
                self._take_apart(record, photograph, rerendering, key)
        return records

    def _take_apart(
        self, record: Record, photograph: Photograph, rerendering: Rerendering, key: bytes
    ) -> None:
        """Write what a picture adds to its photograph."""
        background = cut_out(photograph.image, record.frame)
        rendered = partial(self._rendered, record, rerendering.measured_faces(record))
        picture = rendered(background)
        if image_sha256(record, picture, photograph) != record.image_sha256:
            raise UserError(
                f"{record.image}: its record renders another picture here, so no overlay can stand for "
                f"it; use the libraries and kernels that {DESCRIPTION} names"
            )
        if record.changed:
            clean = partial(self._rendered, record, rerendering.measured_faces(record, compressed=False))
            layer = mask_layer(background, clean)
            sealed = sealed_difference(picture, laid_over(background, layer), key, record.id)
            write_file(self._output / layer_path(record), encode_layer(layer))
            write_file(self._output / difference_path(record), sealed)

    def _rendered(self, record: Record, scenes: list[MeasuredFace], background: ByteArray) -> ByteArray:
        """All masks and things of a record, laid over any background as if it were the photograph."""
        samples = [
            render_in(replace(scene, image=background), face, record.id, self._engine)
            for scene, face in zip(scenes, record.changed, strict=True)
        ]
        return laid_in(background, samples)

    def _check_mattes(self, record: Record) -> None:
        for path, sha256 in files_of(record)[1:]:
            try:
                content = read_file_of_set(self._folder, path)
            except OSError as error:
                raise UserError(f"{self._folder / path}: {error.strerror}; put it back") from None
            if sha256_of(content) != sha256:
                raise UserError(f"{self._folder / path} was altered since the set was made; restore it")


def encode_layer(layer: ByteArray) -> bytes:
    """A layer, uint8 (height, width, 4), RGBA, as PNG."""
    return cv2.imencode(".png", cv2.cvtColor(layer, cv2.COLOR_RGBA2BGRA))[1].tobytes()


def decode_layer(content: bytes, record: Record) -> ByteArray:
    """The layer of a record.

    Raises:
        UserError: it is damaged or not of the picture's size.
    """
    decoded = decode_image(content, cv2.IMREAD_UNCHANGED, record.width * record.height)
    if decoded is None or decoded.shape != (record.height, record.width, 4) or decoded.dtype != np.uint8:
        raise UserError(
            f"{layer_path(record)} is damaged: expected a PNG of {record.width} x {record.height} px with "
            "transparency; get it again"
        )
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA), np.uint8)
