"""The options that decide a set, in one checked object, and their form as a TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Annotated, Any, Self, TypeVar

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from fmld_synth.choices import Crop, ImageFormat, RenderingChoice, checked
from fmld_synth.dataset.readers.class_mapping import parse_classes
from fmld_synth.errors import UserError, printable
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, LANDMARK_SOURCES
from fmld_synth.generation.shares import read_shares
from fmld_synth.names import is_kept_by_windows, known, unknown
from fmld_synth.object_storage.store import as_url
from fmld_synth.photographs.endings import FILM_EXTENSIONS
from fmld_synth.photographs.framing import Framing
from fmld_synth.photographs.opening import MOST_PIXELS
from fmld_synth.wear import default_mix, masked_states, wear_state

PHOTOGRAPHS = "photographs"
TEST = "test"
DEFAULT_PER_FACE = 4
MOST_A_FACE, MOST_PICTURES = 1_000_000, 100_000_000
"""What is planned for lies in memory; more than that is a slip of the finger."""
DEFAULT_SPLIT = {"train": 0.8, "val": 0.1, "test": 0.1}

NOT_OF_FILMS = (
    "classes",
    "include_unmasked",
    "per_face",
    "count",
    "size",
    "crop",
    "identity_from",
    "things",
    "thing_kinds",
)
"""Options that a film as input does not know: its frames are neither cut nor counted, and everybody wears one mask."""

Share = Annotated[float, Field(ge=0, le=1)]


class SetOptions(BaseModel):
    """What to make from which photographs: equal options give equal sets.

    Attributes:
        input: a folder (searched recursively), one photograph, or a text file with one path a line; of an
            annotated set its folder; or an address in object storage, such as ``s3://bucket/faces``; or a film, whose
            people each wear one mask.
        input_format: ``photographs``, or the name of an annotated set's format (``auto`` finds it out).
        classes: what class names of an annotated set mean, by their names; a text such as
            ``good=correct,helmet=``, which leaves the second out, is accepted, too.
        include_test: put masks on faces of an annotated set's test part, too.
        keep_metadata: leave EXIF, place, time and the like in the files of an annotated set's test part, which join the
            set as they are.
        balance: leave out pictures so that the classes of an annotated set have equally many faces.
        wear: share of each wear state, summing to 1; also accepts ``"chin=0.3,correct=0.7"`` or
            ``"chin,correct"``.
        include_correct: share of correctly worn masks in the set; the shares of ``wear`` fill the rest.
        include_unmasked: add each used photograph itself, on top of the masked pictures.
        templates: names or families of templates; empty for all.
        colors: names of colorways; empty for all.
        per_face: masked pictures a face.
        count: masked pictures in all, spread evenly over the faces; instead of ``per_face``.
        seed: another seed gives another set.
        size: longest side of a picture in pixels; smaller photographs are not enlarged.
        crop: ``none``, ``face`` (square with margin), ``tight`` or ``varied``.
        format: of the pictures.
        quality: of JPEG and WebP, 1 to 100.
        mattes: also write the alpha mattes.
        split: share of each split, summing to 1.
        identity_from: who is in a photograph: ``file`` (each file is another person), ``parent`` (the
            folder's name) or a regular expression searched in the path, whose first group (or whole match)
            is the person.
        min_face: least length in pixels of the longer side of a face, in the picture.
        max_yaw: greatest turn of the head to either side, in degrees.
        landmarks: what finds faces, hands and people: ``bundled``, or ``mediapipe`` where it is installed.
        rendering: ``full``, ``flat`` for a plain 2D overlay as a control, or ``mixed``: either, drawn for each picture.
        prints: share of the masks of cloth that show a print, drawn from the seed, instead of their colorway.
        print_folder: a folder of pictures, of which half of the prints are taken.
        things: share of the masked pictures whose face is also given things that are no masks (a cup, a microphone, a
            scarf, a cap); with ``include_unmasked``, for each of them 0.6 pictures of bare faces with things, too.
        thing_kinds: names of their kinds; empty for all.
        every: of so many frames of a film one becomes a picture of the set; None is one of 10. The film itself and its
            tracks hold all frames.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: str
    input_format: str = PHOTOGRAPHS
    classes: dict[str, str] | None = None
    include_test: bool = False
    keep_metadata: bool = False
    balance: bool = False
    wear: dict[str, Share] = Field(default_factory=default_mix)
    include_correct: Annotated[float, Field(ge=0, lt=1)] = 0.0
    include_unmasked: bool = False
    templates: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    per_face: Annotated[int, Field(ge=1, le=MOST_A_FACE)] | None = None
    count: Annotated[int, Field(ge=1, le=MOST_PICTURES)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    size: Annotated[int, Field(ge=16, le=16384)] | None = None
    crop: Crop = "none"
    format: ImageFormat = "jpeg"
    quality: Annotated[int, Field(ge=1, le=100)] = 92
    mattes: bool = True
    split: dict[str, Share] = Field(default_factory=lambda: dict(DEFAULT_SPLIT))
    identity_from: str = "file"
    min_face: Annotated[int, Field(ge=8, le=MOST_PIXELS)] = 48
    max_yaw: Annotated[float, Field(gt=0, le=90)] = 60.0
    landmarks: str = DEFAULT_LANDMARKS
    rendering: RenderingChoice = "full"
    prints: Share = 0.0
    print_folder: str | None = None
    things: Share = 0.0
    thing_kinds: tuple[str, ...] = ()
    every: Annotated[int, Field(ge=1)] | None = None

    @field_validator("input", "print_folder", mode="before")
    @classmethod
    def _input_as_text(cls, value: Any) -> Any:
        return as_text(value)

    @field_validator("templates", "colors", "thing_kinds", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("classes", mode="before")
    @classmethod
    def _classes(cls, value: Any) -> Any:
        return parse_classes(value) or None if isinstance(value, str) else value

    @field_validator("wear", mode="before")
    @classmethod
    def _wear(cls, value: Any) -> dict[str, float]:
        shares = read_shares(value)
        for name in shares:
            if wear_state(name).geometry is None:
                raise ValueError(f"{name} is not worn; use `include_{name}=True` to add such pictures")
        return {name: shares[name] for name in masked_states() if shares.get(name, 0) > 0}

    @field_validator("split", mode="before")
    @classmethod
    def _split(cls, value: Any) -> dict[str, float]:
        shares = read_shares(value)
        for name in shares:
            if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
                raise ValueError(
                    f"split name {name!r}: use letters, digits, _ and - only, as it names a folder"
                )
            if is_kept_by_windows(name):
                raise ValueError(f"split name {name!r}: Windows has no folder called so; choose another")
        return shares

    @field_validator("landmarks")
    @classmethod
    def _landmarks(cls, value: str) -> str:
        try:
            return known(value, LANDMARK_SOURCES, "landmark source")
        except UserError as error:
            raise ValueError(str(error)) from None

    @field_validator("identity_from")
    @classmethod
    def _identity_from(cls, value: str) -> str:
        if value not in ("file", "parent"):
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(
                    f"{value!r} is neither file, parent nor a regular expression: {error}"
                ) from None
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.count is not None and self.per_face is not None:
            raise ValueError("give either `count` or `per_face`, not both")
        if self.print_folder is not None and not self.prints:
            raise ValueError("`print_folder` needs `prints`, the share of masks that are printed")
        if self.thing_kinds:
            from fmld_synth.synthesis.things.kinds import chosen_kinds  # loads what draws all of them

            chosen_kinds(self.thing_kinds, self.things)
        if self.include_correct and "correct" in self.wear:
            raise ValueError("`wear` already holds correct; drop `include_correct`")
        if self.annotated and self.include_unmasked:
            raise ValueError("an annotated set keeps its own unmasked faces; drop `include_unmasked`")
        if self.annotated and self.crop in ("tight", "varied"):
            raise ValueError("`crop` of an annotated set is none (whole scenes) or face (along the boxes)")
        if not self.annotated and (self.balance or self.include_test or self.keep_metadata):
            raise ValueError(
                "`balance`, `include_test` and `keep_metadata` need an annotated set, see `input_format`"
            )
        if not self.annotated and self.classes:
            raise ValueError("`classes` needs an annotated set, see `input_format`")
        return self

    @model_validator(mode="after")
    def _film_or_photographs(self) -> Self:
        if not self.film:
            if self.every is not None:
                raise ValueError("`every` counts the frames of a film, and `input` is none")
            return self
        for name in NOT_OF_FILMS:
            if getattr(self, name) != type(self).model_fields[name].get_default(call_default_factory=True):
                raise ValueError(f"`{name}` does not go with a film as `input`; leave it out")
        return self

    @property
    def film(self) -> bool:
        """Whether the input is a film, by its ending."""
        return not self.annotated and PurePath(self.input).suffix.lower() in FILM_EXTENSIONS

    @property
    def mix(self) -> dict[str, float]:
        """Share of each masked wear state among the masked pictures, summing to 1."""
        mix = {name: share * (1 - self.include_correct) for name, share in self.wear.items()}
        return {"correct": self.include_correct, **mix} if self.include_correct else mix

    @property
    def pictures_per_face(self) -> int:
        """Masked pictures a face, when ``count`` is not set; one where each is a copy of a whole scene."""
        return self.per_face or (1 if self.annotated else DEFAULT_PER_FACE)

    @property
    def annotated(self) -> bool:
        """Whether the input is an annotated set."""
        return self.input_format != PHOTOGRAPHS

    @property
    def framing(self) -> Framing:
        """How frames are laid; faces of an annotated set are cut along the boxes it draws."""
        return "along" if self.annotated and self.crop == "face" else self.crop

    def leaves_alone(self, split: str | None) -> bool:
        """Whether faces of this split stay as they are."""
        return self.annotated and split == TEST and not self.include_test

    def what_is_made(self) -> dict[str, Any]:
        """The options that decide the set, as JSON holds them; those that are None are left out."""
        return self.model_dump(mode="json", include=set(SetOptions.model_fields), exclude_none=True)

    def to_toml(self) -> str:
        """What decides the set, as TOML. Reading it back with the same output gives the same set."""
        return tomli_w.dumps(self.what_is_made())


Options = TypeVar("Options", bound=SetOptions)


def make_set_options(values: Mapping[str, Any]) -> SetOptions:
    """Check options that decide a set, see :func:`fmld_synth.generation.configuration.make_configuration`."""
    return checked_options(SetOptions, values)


def checked_options(kind: type[Options], values: Mapping[str, Any]) -> Options:
    """Options of a class that are checked.

    Raises:
        UserError: one is unknown, missing or wrong; one line that names it.
    """
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        names = [str(part) for part in first["loc"]]
        parameter = f"`{names[0]}`: " if names else ""
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            raise unknown(names[0], kind.model_fields, "option") from None
        if first["type"] == "literal_error":
            checked(str(first["input"]), kind.model_fields[names[0]].annotation, names[0])
        if first["type"] == "missing":
            message = "it is required"
        elif names and first["type"] != "value_error":
            message = f"{message}, not {first['input']!r}"
        raise UserError(f"{parameter}{message}") from None


def as_text(value: Any) -> Any:
    """A folder as text; anything else as it is, to be told by its type."""
    text = as_url(value) or value.as_posix() if isinstance(value, Path) else value
    if isinstance(text, str) and text != text.encode("utf-8", "replace").decode():
        raise ValueError(
            f"{printable(text)}: the name is not UTF-8, as the files of a set are; rename the folder"
        )
    return text
