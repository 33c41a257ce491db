"""Overlays: the mask layers of a set that ``generate`` made, with its records, and no pixel of a face.

``layers/`` holds the RGBA layers, ``differences/`` what ``fmld-synth apply`` needs beyond them to rebuild the
set byte by byte (see ``fmld_synth.dataset.overlays``), ``mattes/`` and the text files are those of the set.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.engine import Engine, EngineFactory, standard_engine
from fmld_synth.dataset.export_folder import ExportFolder, Link
from fmld_synth.dataset.formats.names import stem_of
from fmld_synth.dataset.generation import Unwatched, Watcher
from fmld_synth.dataset.output_folder import DESCRIPTION, MANIFEST, REJECTED, RUN
from fmld_synth.dataset.overlays import laid_over, mask_layer, photograph_key, sealed_difference
from fmld_synth.dataset.readers.manifest import name_of, read_manifest
from fmld_synth.dataset.records import Record, read_lines
from fmld_synth.dataset.rerendering import open_source, render_in, scene_again
from fmld_synth.dataset.writer import encode_image, sha256_of, write_file
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import Crew, available_cores
from fmld_synth.faces.face import Face
from fmld_synth.framing import cut_out
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs import Photograph
from fmld_synth.synthesis import Scene

DESCRIBING_FILES = (MANIFEST, RUN, REJECTED, DESCRIPTION)
"""The files of a set that show nothing; its contact sheet shows faces."""


def layer_path(record: Record) -> str:
    """Where a picture's layer lies, below the overlays."""
    return f"layers/{stem_of(name_of(record, record.id))}.png"


def difference_path(record: Record) -> str:
    """Where its sealed difference lies."""
    return f"differences/{stem_of(name_of(record, record.id))}.bin"


def export_overlays(
    folder: Path,
    output: Path,
    *,
    link: Link = "hard",
    source_folder: Path | None = None,
    workers: int | None = None,
    engine_factory: EngineFactory = standard_engine,
    watcher: Watcher | None = None,
) -> int:
    """Write the overlays of a set.

    Args:
        folder: of a finished set.
        output: folder that is made; missing or empty.
        link: how mattes and text files get there.
        source_folder: where the photographs lie now; None looks where they lay when the set was made.
        workers: processes; None for one a core.
        engine_factory: makes the engine in every process.
        watcher: is told of the progress.

    Returns:
        The number of layers.

    Raises:
        UserError: a photograph, template or file of the set is missing or altered, or a record does not
            render its picture here; nothing is left half written.
    """
    watcher = watcher or Unwatched()
    watcher.begin("overlays", sum(1 for _ in read_manifest(folder)))
    layers = 0
    with ExportFolder(output, link) as export:
        for name in DESCRIBING_FILES:
            export.place_file(folder / name, name)
        set_up = partial(_Separator, export.folder, source_folder, engine_factory)
        with Crew(set_up, workers or available_cores()) as crew:
            for records in crew.run(_by_photograph(folder / MANIFEST)):
                for record in records:
                    if record.matte is not None:
                        export.place_file(folder / record.matte, record.matte)
                layers += sum(record.parameters is not None for record in records)
                watcher.advance(len(records), len(records), 0)
    return layers


def _by_photograph(manifest: Path) -> Iterator[list[Record]]:
    records = read_lines(manifest, Record)
    for _, group in groupby(records, key=lambda record: record.source.sha256):
        yield list(group)


class _Separator:
    """A worker: takes all pictures of one photograph apart."""

    def __init__(self, output: Path, source_folder: Path | None, engine_factory: EngineFactory) -> None:
        self._output, self._source_folder = output, source_folder
        self._engine: Engine = engine_factory()

    def __call__(self, records: list[Record]) -> list[Record]:
        photograph = open_source(records[0], self._source_folder)
        key = photograph_key(photograph.path.read_bytes())
        faces = self._engine.find_faces(photograph.image)
        masked = [record for record in records if record.parameters is not None]
        for record in records:
            if record.parameters is None:
                self._check(record, cut_out(photograph.image, record.frame))
        for _, of_face in groupby(masked, key=lambda record: (record.source.face, record.frame)):
            self._separate(list(of_face), photograph, faces, key)
        return records

    def _separate(self, records: list[Record], photograph: Photograph, faces: list[Face], key: bytes) -> None:
        """All pictures of one face; the scene is measured as it was rendered on, and free of compression."""
        compressed = scene_again(records[0], photograph, faces, self._engine)
        clean = scene_again(records[0], photograph, faces, self._engine, compressed=False)
        background = cut_out(photograph.image, records[0].frame)
        for record in records:
            picture = self._rendered(record, compressed)
            self._check(record, picture)
            layer = mask_layer(clean, partial(self._rendered, record))
            sealed = sealed_difference(picture, laid_over(background, layer), key, record.id)
            write_file(self._output / layer_path(record), encode_layer(layer))
            write_file(self._output / difference_path(record), sealed)

    def _rendered(self, record: Record, scene: Scene) -> ByteArray:
        return render_in(scene, record, self._engine).image

    def _check(self, record: Record, picture: ByteArray) -> None:
        if sha256_of(encode_image(picture, record.format, record.quality)) != record.image_sha256:
            raise UserError(
                f"{record.image}: its record renders another picture here, so no overlay can stand for it; "
                f"use the versions of the libraries that {DESCRIPTION} names"
            )


def encode_layer(layer: ByteArray) -> bytes:
    """A layer, uint8 (height, width, 4), RGBA, as PNG."""
    return cv2.imencode(".png", cv2.cvtColor(layer, cv2.COLOR_RGBA2BGRA))[1].tobytes()


def decode_layer(content: bytes, record: Record) -> ByteArray:
    """The layer of a record.

    Raises:
        UserError: it is damaged or not of the picture's size.
    """
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED) if content else None
    if decoded is None or decoded.shape != (record.height, record.width, 4) or decoded.dtype != np.uint8:
        raise UserError(
            f"{layer_path(record)} is damaged: expected a PNG of {record.width} x {record.height} px with "
            "transparency; get it again"
        )
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA), np.uint8)
