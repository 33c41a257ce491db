"""Records: one line of the manifest for each picture, one line of the rejections for each thing not used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    computed_field,
    field_serializer,
    model_validator,
)

from fmld_synth.choices import Crop
from fmld_synth.dataset.record_format_1 import from_format_1, is_format_1
from fmld_synth.dataset.sample_names import film_person
from fmld_synth.faces.face import HeadPose
from fmld_synth.photographs.framing import Frame
from fmld_synth.photographs.opening import MOST_PIXELS
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.wear import Coverage, Label

BoxInPixels = tuple[float, float, float, float]

SideInPixels = Annotated[int, Field(gt=0, le=MOST_PIXELS)]
SplitName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
"""It names folders, so it may not lead elsewhere."""

Kind = Literal["synthetic", "real"]
MANIFEST_FORMAT = 2
"""Format of the lines of a manifest; 1 is that of version 0.1.0, which is still read."""
ORIGINAL = "original"
"""The format of a picture that is its photograph's own file, byte for byte."""
UNLABELED = "unlabeled"
PERSON = "person"
"""Attribute of a face in a frame of a film: the number of the person."""
SUMMARY_FIELDS = ("label", "wear_state", "face_box", "template", "mask_box", "matte", "matte_sha256")
"""Fields of a line that repeat what the leading face says, for programs that read the manifest as a table."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SourceReference(_Line):
    """The photograph a picture was made from.

    Attributes:
        folder: the input as the user gave it.
        path: of the photograph below that folder, with forward slashes.
        sha256: of the file.
        width, height: in pixels, upright.
    """

    folder: str
    path: str
    sha256: str
    width: int
    height: int


class Colors(_Line):
    """The inks of the colorway, as #rrggbb."""

    primary: str
    secondary: str
    trim: str
    strap: str


class WornMask(_Line):
    """A mask that was put on a face.

    Attributes:
        template, template_sha256, colorway, colors: what is worn.
        seed: of this mask.
        parameters: all that was drawn by chance.
        box: around its matte: x, y, width, height in pixels of the picture.
        matte, matte_sha256: path below the set's folder, and hash; None in a set without mattes.
    """

    template: str
    template_sha256: str
    colorway: str
    colors: Colors
    seed: int
    parameters: Parameters
    box: BoxInPixels
    matte: str | None
    matte_sha256: str | None


class RecordedFace(_Line):
    """One face of a picture.

    Attributes:
        index: its place in the photograph: among the annotations of an annotated set, else 0 for the largest face
            found, 1 for the next and so on. None for faces beside the leading one in sets of format 1.
        box: x, y, width, height in pixels of the picture.
        source_box: of a face that its set annotates, in pixels of the photograph, unrounded; the face is looked for
            there. None where all faces of the photograph were looked for.
        label, wear_state: None where nobody says how the face wears a mask.
        difficult, attributes: what an annotated set says of the face.
        head_pose: yaw, pitch, roll in degrees; None where the face's mesh is not known.
        key_points: eye centers, nose tip, mouth corners (x, y) in pixels of the picture, the image's left first;
            empty where the mesh is not known.
        coverage: measured on the rendered mask; None where the mesh is not known.
        mask: what was put on; None when the face wears none of ours.
        things: things that are no masks and were drawn on it, from back to front.
    """

    index: int | None
    box: BoxInPixels
    source_box: BoxInPixels | None = None
    label: Label | None = None
    wear_state: str | None = None
    difficult: bool = False
    attributes: dict[str, str] = {}
    head_pose: HeadPose | None = None
    key_points: tuple[tuple[float, float], ...] = ()
    coverage: Coverage | None = None
    mask: WornMask | None = None
    things: tuple[Thing, ...] = ()

    @field_serializer("coverage")
    def _with_names(self, value: Coverage | None) -> dict[str, float | None] | None:
        if value is None:
            return None
        unmeasured = {name for name in Coverage._field_defaults if getattr(value, name) is None}
        return {name: share for name, share in value._asdict().items() if name not in unmeasured}

    @property
    def category(self) -> str:
        """The wear state, or else the label."""
        return self.wear_state or self.label or UNLABELED


class Record(_Line):
    """Everything known of one picture; with the photograph it is enough to render it again, bit for bit.

    A line of the manifest also repeats what the first face says (:data:`SUMMARY_FIELDS`), for programs that read the
    manifest as a table.

    Attributes:
        id: unique in the set: source, face and variant.
        split: train, val, test or the user's own.
        kind: ``real`` for a picture of an annotated set that is kept as it was.
        image, image_sha256: path below the set's folder, and hash.
        format, quality: how the image is encoded; ``original`` is the photograph's own file,
            without metadata or with all of it.
        width, height: in pixels.
        source: the photograph.
        identity: the person, as named by ``identity_from``.
        group: photographs that share a person or are near duplicates share a group, and so a split.
        crop: kind of frame; ``frame``: its pixels in the photograph.
        faces: the leading face, which the picture is about, and the others; none in a real picture without faces.

    Example:
        >>> options = {"input": portrait, "output": folder / "set", "per_face": 1, "wear": "chin", "workers": 1}
        >>> summary = fmld_synth.generate_dataset(options)
        >>> line = (folder / "set" / "manifest.jsonl").read_text()
        >>> record = fmld_synth.Record.model_validate_json(line)
        >>> record.faces[0].wear_state, record.faces[0].label, record.faces[0].coverage.lips
        ('chin', 'incorrect', 0.0)
    """

    id: str
    split: SplitName
    kind: Kind
    image: str
    image_sha256: str
    format: str
    quality: int
    width: SideInPixels
    height: SideInPixels
    source: SourceReference
    identity: str
    group: str
    crop: Crop
    frame: Frame
    faces: tuple[RecordedFace, ...]

    @model_validator(mode="wrap")
    @classmethod
    def _of_any_format(cls, values: Any, validate: Callable[[Any], Record]) -> Record:
        """Read lines of either format; what a line repeats must agree with its faces."""
        if not isinstance(values, Mapping):
            return validate(values)
        if is_format_1(values):
            return validate(from_format_1(values))
        repeated = {name: values[name] for name in SUMMARY_FIELDS if name in values}
        record = validate({name: value for name, value in values.items() if name not in repeated})
        for name, value in repeated.items():
            own = getattr(record, name)
            if value != (list(own) if isinstance(own, tuple) and isinstance(value, list) else own):
                raise ValueError(f"{name} is {value!r}, but the first of its faces says {own!r}")
        return record

    @field_serializer("frame")
    def _with_names(self, value: Frame) -> dict[str, int]:
        return value._asdict()

    @property
    def leading(self) -> RecordedFace | None:
        """The face the picture is about; None in a real picture without faces."""
        return self.faces[0] if self.faces else None

    @property
    def _leading_mask(self) -> WornMask | None:
        return self.faces[0].mask if self.faces else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def label(self) -> Label | None:
        """Of the leading face."""
        return self.leading.label if self.leading else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def wear_state(self) -> str | None:
        """Of the leading face."""
        return self.leading.wear_state if self.leading else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def face_box(self) -> BoxInPixels | None:
        """Of the leading face."""
        return self.leading.box if self.leading else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def template(self) -> str | None:
        """Of the leading face's mask; None without one."""
        return self._leading_mask.template if self._leading_mask else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mask_box(self) -> BoxInPixels | None:
        """Of the leading face's mask; None without one."""
        return self._leading_mask.box if self._leading_mask else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def matte(self) -> str | None:
        """Of the leading face's mask; None without one."""
        return self._leading_mask.matte if self._leading_mask else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def matte_sha256(self) -> str | None:
        """Of the leading face's mask; None without one."""
        return self._leading_mask.matte_sha256 if self._leading_mask else None

    @property
    def is_frame(self) -> bool:
        """Whether it is a frame of a film, which is ``source.folder``: the person is called by a number in it."""
        number = self.faces[0].attributes.get(PERSON) if self.faces else None
        return number is not None and self.identity == film_person(self.group, number)

    @property
    def people(self) -> set[str]:
        """Everybody whom it is known to show: the person it is about, and in a frame of a film the others, too."""
        if not self.is_frame:
            return {self.identity}
        numbers = [face.attributes[PERSON] for face in self.faces if PERSON in face.attributes]
        return {self.identity, *(film_person(self.group, number) for number in numbers)}

    @property
    def masks(self) -> list[tuple[RecordedFace, WornMask]]:
        """Each face that was given a mask, and that mask; the leading face first."""
        return [(face, face.mask) for face in self.faces if face.mask is not None]

    @property
    def changed(self) -> list[RecordedFace]:
        """Each face that was given a mask or things; the leading face first."""
        return [face for face in self.faces if face.mask is not None or face.things]

    @property
    def category(self) -> str:
        """The leading face's wear state, or else its label: what its pictures are filed under."""
        return self.leading.category if self.leading else UNLABELED

    @property
    def labels(self) -> list[Label]:
        """Labels of all its faces that count: neither difficult nor unlabeled."""
        return [face.label for face in self.faces if face.label is not None and not face.difficult]


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
