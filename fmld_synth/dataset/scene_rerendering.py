"""Making a picture of an annotated photograph again from its record, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass

from fmld_synth.dataset.engine import Engine
from fmld_synth.dataset.face_matching import find_in_box
from fmld_synth.dataset.records import BoxInPixels, Record, WornMask
from fmld_synth.dataset.scenes import laid_in
from fmld_synth.errors import Rejected, UserError
from fmld_synth.framing import compression_in_frame, cut_out, face_in_frame
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs import Photograph
from fmld_synth.synthesis import Sample


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
    boxes = [] if record.template is None else [record.source.box]
    boxes += [face.source_box for face in record.faces if face.mask is not None]
    samples = tuple(
        _sample(record, photograph, image, box, mask, engine)
        for box, (_, mask) in zip(boxes, record.masks(), strict=True)
    )
    return RenderedScene(laid_in(image, samples), samples)


def _sample(
    record: Record,
    photograph: Photograph,
    image: ByteArray,
    box: BoxInPixels | None,
    mask: WornMask,
    engine: Engine,
) -> Sample:
    face = find_in_box(engine.find_faces, photograph.image, Box(*box)) if box is not None else None
    if face is None:
        raise UserError(f"{photograph.path}: a face of {record.id} is not found in {box} any more")
    template = engine.load_template(mask.template)
    if template.sha256 != mask.template_sha256:
        raise UserError(f"template {mask.template} has changed since {record.id} was made; restore it")
    compression = compression_in_frame(photograph.compression, record.frame)
    scene = engine.prepare(image, face_in_frame(face, record.frame), compression)
    try:
        return engine.render(scene, template, mask.parameters)
    except Rejected as rejected:
        raise UserError(f"{record.id} does not render again: {rejected.reason}") from None
