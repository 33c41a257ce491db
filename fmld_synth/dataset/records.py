"""Records: one line of the manifest for each picture, one line of the rejections for each thing not used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, field_serializer

from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.errors import UserError
from fmld_synth.faces.face import HeadPose
from fmld_synth.photographs.framing import Crop, Frame
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.wear import Coverage, Label

BoxInPixels = tuple[float, float, float, float]

SplitName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
"""It names folders, so it may not lead elsewhere."""

Kind = Literal["synthetic", "real"]
ORIGINAL = "original"
"""The format of a picture that is its photograph's own file, byte by byte."""
UNLABELLED = "unlabelled"


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


AnyLine = TypeVar("AnyLine", bound=_Line)


class SourceReference(_Line):
    """The photograph and the face a picture was made from.

    Attributes:
        folder: the input as the user gave it.
        path: of the photograph below that folder, with forward slashes.
        sha256: of the file.
        width, height: in pixels, upright.
        face: 0 for the largest face of the photograph, 1 for the next and so on; of an annotated photograph
            its place among the annotations.
        box: of an annotated face, in pixels of the photograph; the face is looked for there. None where all
            faces of the photograph were looked for.
    """

    folder: str
    path: str
    sha256: str
    width: int
    height: int
    face: int
    box: BoxInPixels | None = None


class Colours(_Line):
    """The inks of the colourway, as #rrggbb."""

    primary: str
    secondary: str
    trim: str
    strap: str


class WornMask(_Line):
    """A mask on a further face of a scene; the fields mean what they mean in :class:`Record`."""

    template: str
    template_sha256: str
    colourway: str
    colours: Colours
    seed: int
    parameters: Parameters
    mask_box: BoxInPixels
    matte: str | None
    matte_sha256: str | None
    head_pose: HeadPose
    key_points: tuple[tuple[float, float], ...]
    coverage: Coverage

    @field_serializer("coverage")
    def _with_names(self, value: Coverage) -> dict[str, float | None]:
        return value._asdict()


class FurtherFace(_Line):
    """A face of a scene besides the one its record is about, as its set annotates it.

    Attributes:
        index: its place among the photograph's annotations.
        box, source_box: in pixels of the picture and of the photograph.
        label, wear_state: None where they are unknown.
        difficult, attributes: as the set says.
        mask: what was put on; None when the face is as it was.
    """

    index: int
    box: BoxInPixels
    source_box: BoxInPixels
    label: Label | None
    wear_state: str | None
    difficult: bool
    attributes: dict[str, str]
    mask: WornMask | None = None


class Record(_Line):
    """Everything known of one picture; with the photograph it is enough to render it again, bit for bit.

    Attributes:
        id: unique in the set: source, face and variant.
        split, wear_state, label: where it belongs. Of a real face the wear state, or even the label, may be
            unknown, and so None.
        image, matte: paths below the set's folder; ``matte`` is None for unmasked pictures and without
            mattes.
        image_sha256, matte_sha256: of the files.
        format, quality: how the image is encoded; ``original`` is the photograph's own file.
        width, height: in pixels.
        source: the photograph.
        identity: the person, as named by ``identity_from``.
        group: photographs that share a person or are near duplicates share a group, and so a split.
        crop: kind of frame; ``frame``: its pixels in the photograph.
        template, template_sha256, colourway, colours: the mask; None for unmasked pictures.
        seed: of this picture.
        parameters: all that was drawn; None for unmasked pictures.
        face_box, mask_box, other_face_boxes: x, y, width, height in pixels of the picture.
        head_pose: yaw, pitch, roll in degrees.
        key_points: eye centres, nose tip, mouth corners (x, y) in pixels of the picture; the image's left
            first.
        coverage: measured on the rendered mask.
        kind: ``real`` for a picture of an annotated set that is kept as it was. No mesh of its face is
            known: head pose, key points and coverage are missing. Without faces there is no face box either.
        difficult, attributes: what an annotated set says of the face.
        faces: the scene's further annotated faces.
    """

    id: str
    split: SplitName
    wear_state: str | None
    label: Label | None
    image: str
    image_sha256: str
    matte: str | None
    matte_sha256: str | None
    format: str
    quality: int
    width: PositiveInt
    height: PositiveInt
    source: SourceReference
    identity: str
    group: str
    crop: Crop
    frame: Frame
    template: str | None
    template_sha256: str | None
    colourway: str | None
    colours: Colours | None
    seed: int
    parameters: Parameters | None
    face_box: BoxInPixels | None
    mask_box: BoxInPixels | None
    other_face_boxes: tuple[BoxInPixels, ...]
    head_pose: HeadPose | None
    key_points: tuple[tuple[float, float], ...]
    coverage: Coverage | None
    kind: Kind = "synthetic"
    difficult: bool = False
    attributes: dict[str, str] = {}
    faces: tuple[FurtherFace, ...] = ()

    @field_serializer("frame", "coverage")
    def _with_names(self, value: Frame | Coverage | None) -> dict[str, float | None] | None:
        return None if value is None else value._asdict()

    @property
    def annotated(self) -> bool:
        """Whether it comes from an annotated set."""
        return self.kind == "real" or self.source.box is not None

    def masks(self) -> list[tuple[str, WornMask]]:
        """Wear state and mask of each face that was given one, the record's own face first."""
        worn = [(face.wear_state or UNLABELLED, face.mask) for face in self.faces if face.mask is not None]
        if self.template is None:
            return worn
        own = WornMask.model_construct(**{name: getattr(self, name) for name in WornMask.model_fields})
        return [(self.wear_state or UNLABELLED, own), *worn]

    @property
    def category(self) -> str:
        """The wear state, or else the label: what its pictures are filed under."""
        return self.wear_state or self.label or UNLABELLED

    def labels(self) -> list[Label]:
        """Labels of all its faces that count: neither difficult nor unlabelled."""
        counted = [(self.label, self.difficult), *((face.label, face.difficult) for face in self.faces)]
        return [label for label, difficult in counted if label is not None and not difficult]


class Rejection(_Line):
    """A photograph, face or sample that was not used, and why.

    Attributes:
        source: path of the photograph below the input.
        face: index of the face; None when the whole photograph was rejected.
        wear_state, variant: what was tried; None when the face or photograph was rejected.
        stage: ``photograph``, ``face``, ``wear``, ``render`` or ``balance``.
        reason: one machine-readable word.
        measured: the numbers behind the reason.
    """

    source: str
    face: int | None = None
    wear_state: str | None = None
    variant: int | None = None
    stage: str
    reason: str
    measured: dict[str, float | str] = {}


def sample_id(source_sha256: str, face: int, variant: int | str) -> str:
    """The name of a sample: the same whenever the same photograph, face and variant are used."""
    return f"{source_sha256[:16]}-{face}-{variant if isinstance(variant, str) else format(variant, '04d')}"


def sample_seed(run_seed: int, source_sha256: str, face: int, variant: int) -> int:
    """The seed of a sample, 48 bits: a hash of the run's seed, the photograph, the face and the variant."""
    key = f"{run_seed}/{source_sha256}/{face}/{variant}".encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:6], "big")


def to_line(entry: BaseModel) -> str:
    """One line of JSON, with its line end."""
    return entry.model_dump_json() + "\n"


def read_lines(path: Path, kind: type[AnyLine]) -> Iterator[AnyLine]:
    """Read a file of JSON lines.

    Raises:
        UserError: the file is missing or a line is broken; the message names the line.
    """
    try:
        lines: Iterable[bytes] = path.open("rb")
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    for number, line in enumerate(lines, start=1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UserError(f"{path}, line {number}: {where or 'line'}: {first['msg']}") from None


def stream_manifest(folder: Path) -> Iterator[Record]:
    """The records of a finished set, in the manifest's order, one at a time.

    Raises:
        UserError: there is no manifest in ``folder``, or a line of it is broken.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise UserError(f"{folder} holds no {MANIFEST}: it is not a finished set; was the run interrupted?")
    yield from read_lines(path, Record)


def read_manifest(folder: Path) -> list[Record]:
    """All records of a finished set, in the manifest's order.

    Raises:
        UserError: there is no manifest in ``folder``, or a line of it is broken.
    """
    return list(stream_manifest(folder))
