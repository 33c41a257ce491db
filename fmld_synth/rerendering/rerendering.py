"""Making pictures again from their records and their photograph, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from fmld_synth.dataset.records import Record, RecordedFace
from fmld_synth.dataset.without_folders import template_name
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.face import Face
from fmld_synth.faces.in_box import find_in_box
from fmld_synth.generation.engine import Engine
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import Frame, compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph, read_photograph
from fmld_synth.synthesis.layering import laid_in
from fmld_synth.synthesis.sample import MeasuredFace, Sample, bare
from fmld_synth.templates.template import Template


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


@dataclass(frozen=True, eq=False)
class RenderedPicture:
    """A picture made again.

    Attributes:
        image: uint8 (height, width, 3), RGB.
        samples: its masks, each rendered alone, in the order of ``Record.masks``.
    """

    image: ByteArray
    samples: tuple[Sample, ...]


class Rerendering:
    """Makes pictures of one photograph again; each of its faces is found and measured once.

    Args:
        photograph: as read.
        engine: finds, measures and renders.
    """

    def __init__(self, photograph: Photograph, engine: Engine) -> None:
        self._photograph, self._engine = photograph, engine
        self._measured: dict[tuple[object, Frame, bool], MeasuredFace] = {}

    def render(self, record: Record) -> RenderedPicture:
        """Render a record of the photograph.

        Raises:
            UserError: a face is not found any more, or a template is missing or another one now.
        """
        image = cut_out(self._photograph.image, record.frame)
        changed = record.changed
        samples = [
            render_in(measured, face, record.id, self._engine)
            for measured, face in zip(self.measured_faces(record), changed, strict=True)
        ]
        masked = (sample for face, sample in zip(changed, samples, strict=True) if face.mask is not None)
        return RenderedPicture(laid_in(image, samples), tuple(masked))

    def measured_faces(self, record: Record, *, compressed: bool = True) -> list[MeasuredFace]:
        """What the masks and things of each changed face of a record (``Record.changed``) were rendered on.

        Args:
            record: of the photograph.
            compressed: False takes the photograph to be free of compression grain.

        Raises:
            UserError: a face is not found any more.
        """
        return [self._measured_face(record, face, compressed) for face in record.changed]

    def _measured_face(self, record: Record, face: RecordedFace, compressed: bool) -> MeasuredFace:
        key = face.source_box or face.index, record.frame, compressed
        if key not in self._measured:
            compression = (
                compression_in_frame(self._photograph.compression, record.frame) if compressed else None
            )
            image = cut_out(self._photograph.image, record.frame)
            found = face_in_frame(self._find(record, face), record.frame)
            self._measured[key] = self._engine.prepare(image, found, compression)
        return self._measured[key]

    @cached_property
    def _faces(self) -> dict[int, Face]:
        """All faces of the photograph by index, where its set does not say where they are."""
        return {face.index: face for face in self._engine.find_faces(self._photograph.image)}

    def _find(self, record: Record, face: RecordedFace) -> Face:
        """The face in the photograph, as it was found when the picture was made."""
        if face.source_box is None:
            found = self._faces.get(-1 if face.index is None else face.index)
        else:
            found = find_in_box(self._engine.find_faces, self._photograph.image, Box(*face.source_box))
        if found is None:
            where = "" if face.source_box is None else f" in {face.source_box}"
            raise UserError(
                f"{self._photograph.path}: face {face.index} of {record.id} is not found{where} any more"
            )
        return found


def with_templates(engine: Engine, *, of_the_set: bool) -> Engine:
    """An engine that loads the templates of records from where they may come from.

    A record names a template of somebody's own by its folder. A set of a stranger might lead to any folder, so it is
    followed only on demand; the template is otherwise looked up by its name, and has to be the same one.

    Args:
        engine: finds, measures and renders.
        of_the_set: follow the folders that records name.
    """
    return engine if of_the_set else cast(Engine, _WithTemplatesByName(engine))


class _WithTemplatesByName:
    """An engine that looks the templates of records up by their names; everything else is as it was."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def load_template(self, template: str) -> Template:
        return _by_name(self._engine.load_template, template)


def _by_name(load: Callable[[str], Template], template: str) -> Template:
    name = template_name(template)
    try:
        return load(name)
    except UserError as error:
        if name == template:
            raise
        raise UserError(
            f"template {template} is a folder that the set names, which is not followed; if you trust the set, "
            "use `templates_of_the_set=True`"
        ) from error


def render_in(measured: MeasuredFace, face: RecordedFace, name: str, engine: Engine) -> Sample:
    """Put the recorded things and mask of a face on it.

    Args:
        measured: as measured when the picture was made.
        face: as recorded.
        name: of the picture, for messages.
        engine: renders.

    Raises:
        UserError: its template is missing or another one now.
    """
    dressed = engine.dress(measured, face.things) if face.things else measured
    mask = face.mask
    if mask is None:
        return bare(dressed)
    template = engine.load_template(mask.template)
    if template.sha256 != mask.template_sha256:
        raise UserError(f"template {mask.template} has changed since {name} was made; restore it")
    try:
        return engine.render(dressed, template, mask.parameters)
    except Rejected as rejected:
        raise UserError(f"{name} does not render again: {rejected.reason}") from None
