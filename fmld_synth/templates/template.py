"""What a mask template is: artwork, shape, straps, fabric and colorways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from fmld_synth.choices import Family, StrapKind
from fmld_synth.geometry import ByteArray
from fmld_synth.templates.pictures import TemplatePictures

FAMILIES: tuple[Family, ...] = get_args(Family)
Point = tuple[float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Anchors(_Strict):
    """Points of the texture, as (u, v): u from 0 at the left of the image to 1, v from 0 at the top to 1.

    The top and bottom center are where the outline crosses the middle; the four corners are where straps leave.
    """

    top_center: Point
    bottom_center: Point
    top_left: Point
    top_right: Point
    bottom_left: Point
    bottom_right: Point


class Shape(_Strict):
    """How the mask stands off the face. Lengths are in inter-ocular distances (about 6.3 cm on an adult)."""

    width: float = Field(gt=0.5, le=7, description="length across the whole texture, along the face")
    height: float = Field(gt=0.3, le=5, description="length down the whole texture when laid flat")
    stiffness: float = Field(ge=0, le=1, description="0 limp cloth, 1 a rigid shell that does not fold")
    bulge: float = Field(default=0.0, ge=0, le=0.6, description="how far the middle stands off the face")
    beak: float = Field(default=0.0, ge=0, le=0.6, description="height of a vertical ridge in the middle")
    reaches_ears: bool = Field(
        default=False,
        description="elastic cloth whose upper corners are the ear loops: it stretches to the ears",
    )
    below_chin: float = Field(
        default=0.12,
        ge=-0.3,
        le=2,
        description="how far the bottom edge runs on below the chin when worn correctly",
    )


class Straps(_Strict):
    """How the mask is held."""

    kind: StrapKind
    width: float = Field(default=0.045, gt=0, le=0.3, description="in inter-ocular distances")


class Fabric(_Strict):
    """Surface: drives the weave, the sheen and how folds look."""

    weave: Literal["nonwoven", "woven", "knit", "foam", "smooth"]
    sheen: float = Field(default=0.1, ge=0, le=1, description="share of glossy reflection, 0 matt")
    relief: float = Field(
        default=0.05,
        ge=0,
        le=0.3,
        description="height of white over black in relief.png, in inter-ocular distances",
    )


class Pane(_Strict):
    """A clear window. Lengths are in inter-ocular distances."""

    center: Point = Field(description="its middle, as (u, v) of the texture")
    width: float = Field(gt=0, le=4)
    height: float = Field(gt=0, le=3)
    corner: float = Field(ge=0, le=1, description="radius of its corners")


class Colorway(_Strict):
    """Colors as #rrggbb of the three inks and of the straps."""

    name: str
    primary: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    secondary: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    trim: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    strap: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    weight: float = Field(default=1.0, gt=0, description="how often it is drawn, relative to the others")


class TemplateDescription(_Strict):
    """The content of ``template.toml``."""

    name: str = Field(pattern="^[a-z0-9_]{2,40}$")
    title: str
    family: Family
    license: str
    artwork: Literal["inks", "picture"] = Field(
        description="inks: R, G and B of texture.png say how much of the primary, secondary and trim color lies "
        "there (white paper is none of them); picture: texture.png is the mask as photographed, and colorways tint it"
    )
    weight: float = Field(
        default=1.0, gt=0, description="how often it is drawn, relative to the others of its family"
    )
    anchors: Anchors
    shape: Shape
    straps: Straps
    fabric: Fabric
    pane: Pane | None = None
    colorways: tuple[Colorway, ...] = Field(min_length=1)

    @property
    def has_ear_loops(self) -> bool:
        """Whether it can hang from an ear: by loops of cord, or arms of its own cloth."""
        return self.straps.kind == "ear_loops" or self.shape.reaches_ears


@dataclass(frozen=True, eq=False)
class Template:
    """A loaded template.

    Attributes:
        description: the checked content of ``template.toml``.
        pictures: its artwork, unpacked when it is looked at.
        sha256: hash over ``template.toml``, ``texture.png`` and ``relief.png``.
    """

    description: TemplateDescription
    pictures: TemplatePictures
    sha256: str

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the artwork in pixels."""
        return self.pictures.size

    @property
    def texture(self) -> ByteArray:
        """uint8 (height, width, 4), read-only: artwork and, in the last channel, the outline's coverage (alpha)."""
        return self.pictures.unpacked().texture

    @property
    def relief(self) -> ByteArray:
        """uint8 (height, width), read-only: height of the surface, 128 is the plane of the cloth; flat when the
        template has no ``relief.png``."""
        return self.pictures.unpacked().relief

    @property
    def name(self) -> str:
        """The name in ``template.toml``, unique in a library."""
        return self.description.name

    def colorway(self, name: str) -> Colorway:
        """The colorway called ``name``.

        Raises:
            KeyError: no colorway has that name.
        """
        for colorway in self.description.colorways:
            if colorway.name == name:
                return colorway
        raise KeyError(name)
