"""Making a picture of an annotated photograph again from its record, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass

from fmld_synth.dataset.records import BoxInPixels, Record
from fmld_synth.errors import UserError
from fmld_synth.generation.annotated.face_matching import find_in_box
from fmld_synth.generation.annotated.pictures import laid_in
from fmld_synth.generation.engine import Engine
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph
from fmld_synth.rerendering.single import render_in
from fmld_synth.synthesis.sample import Sample, Scene


@dataclass(frozen=True, eq=False)
class RenderedScene:
    """A picture made again.

    Attributes:
        image: uint8 (height, width, 3), RGB.
        samples: its masks, each rendered alone, in the order of ``Record.masks()``.
    """

    image: ByteArray
    samples: tuple[Sample, ...]


def render_scene_again(record: Record, photograph: Photograph, engine: Engine) -> RenderedScene:
    """Render a record of an annotated photograph.

    Raises:
        UserError: a face is not found any more, or a template is missing or another one now.
    """
    image = cut_out(photograph.image, record.frame)
    samples = tuple(
        render_in(scene_in_box(record, photograph, box, engine), mask, record.id, engine)
        for box, (_, mask) in zip(mask_boxes(record), record.masks(), strict=True)
    )
    return RenderedScene(laid_in(image, samples), samples)


def mask_boxes(record: Record) -> list[BoxInPixels]:
    """Annotated boxes, in the photograph, of the faces that were given a mask, in the order of the masks."""
    own = [record.source.box] if record.template is not None and record.source.box is not None else []
    return [*own, *(face.source_box for face in record.faces if face.mask is not None)]


def scene_in_box(
    record: Record, photograph: Photograph, box: BoxInPixels, engine: Engine, *, compressed: bool = True
) -> Scene:
    """What a mask of a record was rendered on.

    Args:
        record: from a manifest.
        photograph: its photograph.
        box: of the annotated face, in pixels of the photograph.
        engine: finds the face and measures the scene.
        compressed: False takes the photograph to be free of compression grain.

    Raises:
        UserError: the face is not found any more.
    """
    face = find_in_box(engine.find_faces, photograph.image, Box(*box))
    if face is None:
        raise UserError(f"{photograph.path}: a face of {record.id} is not found in {box} any more")
    compression = compression_in_frame(photograph.compression, record.frame) if compressed else None
    image = cut_out(photograph.image, record.frame)
    return engine.prepare(image, face_in_frame(face, record.frame), compression)
