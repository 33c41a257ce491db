"""Making a picture again from its record and its photograph, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fmld_synth.dataset.records import Record, WornMask
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.face import Face
from fmld_synth.generation.engine import Engine
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph, read_photograph
from fmld_synth.synthesis.sample import Sample, Scene
from fmld_synth.wear import Coverage


class SourceMissingError(UserError):
    """The photograph of a record is not where it was, or is another one now."""


def source_path(record: Record, source_folder: Path | None) -> Path:
    """Where a record's photograph lies: below ``source_folder``, or else where it was."""
    return (source_folder or Path(record.source.folder)) / record.source.path


def open_source(record: Record, source_folder: Path | None = None) -> Photograph:
    """Read the photograph of a record.

    Raises:
        SourceMissingError: it is missing or its content is not the recorded one.
    """
    path = source_path(record, source_folder)
    try:
        photograph = read_photograph(path)
    except Rejected as rejected:
        why = rejected.measured.get("message", rejected.reason)
        raise SourceMissingError(
            f"{path}: cannot read the photograph of {record.id} ({why}); name the folder it lies in"
        ) from None
    if photograph.sha256 != record.source.sha256:
        raise SourceMissingError(
            f"{path}: its content is not that of the photograph of {record.id}; name the right folder"
        )
    return photograph


def scene_again(
    record: Record, photograph: Photograph, faces: list[Face], engine: Engine, *, compressed: bool = True
) -> Scene:
    """What the picture of a record was rendered on.

    Args:
        record: from a manifest.
        photograph: its photograph.
        faces: all faces of the photograph, as the engine finds them.
        engine: measures the scene.
        compressed: False takes the photograph to be free of compression grain.

    Raises:
        UserError: the face is not found any more.
    """
    found = [face for face in faces if face.index == record.source.face]
    if not found:
        raise UserError(f"{photograph.path}: face {record.source.face} of {record.id} is not found any more")
    image = cut_out(photograph.image, record.frame)
    compression = compression_in_frame(photograph.compression, record.frame) if compressed else None
    return engine.prepare(image, face_in_frame(found[0], record.frame), compression)


def render_in(scene: Scene, worn: Record | WornMask, name: str, engine: Engine) -> Sample:
    """Put a recorded mask into a scene.

    Args:
        scene: as measured when the picture was made.
        worn: the record, or the mask of one of its further faces.
        name: of the picture, for messages.
        engine: renders.

    Raises:
        UserError: there is no mask, or its template is missing or another one now.
    """
    if worn.parameters is None or worn.template is None:
        raise UserError(f"{name} wears no mask, so there is nothing to render")
    template = engine.load_template(worn.template)
    if template.sha256 != worn.template_sha256:
        raise UserError(f"template {worn.template} has changed since {name} was made; restore it")
    try:
        return engine.render(scene, template, worn.parameters)
    except Rejected as rejected:
        raise UserError(f"{name} does not render again: {rejected.reason}") from None


def render_again(record: Record, photograph: Photograph, faces: list[Face], engine: Engine) -> Sample:
    """Render a record.

    Args:
        record: from a manifest.
        photograph: its photograph.
        faces: all faces of the photograph, as the engine finds them.
        engine: renders.

    Raises:
        UserError: the face is not found any more, or the template is missing or another one now.
    """
    if record.parameters is None:
        image = cut_out(photograph.image, record.frame)
        nothing = np.zeros(image.shape[:2], np.uint8)
        return Sample(image, nothing, nothing.astype(bool), Coverage(0, 0, 0, 0), None, None)
    return render_in(scene_again(record, photograph, faces, engine), record, record.id, engine)
