"""What a recipe's ``[augmentation]`` table may say."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator


def _in_order(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise ValueError("the lower end of a range comes first")
    return pair


NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
"""Of the pictures, 0 to 1."""
SomeShare = Annotated[float, Field(gt=0, le=1)]
Range = Annotated[tuple[float, float], AfterValidator(_in_order)]
"""Lower and upper end of what is drawn."""
Amounts = Annotated[tuple[NotNegative, NotNegative], AfterValidator(_in_order)]
Factors = Annotated[tuple[Positive, Positive], AfterValidator(_in_order)]
"""Ends of a range of factors, drawn evenly on a logarithmic scale; 1 changes nothing."""
Quality = Annotated[int, Field(ge=1, le=100)]
Qualities = Annotated[tuple[Quality, Quality], AfterValidator(_in_order)]
Counts = Annotated[
    tuple[Annotated[int, Field(ge=2, le=8)], Annotated[int, Field(ge=2, le=8)]], AfterValidator(_in_order)
]
Small = Annotated[float, Field(gt=0, le=0.5)]
SmallShares = Annotated[tuple[Small, Small], AfterValidator(_in_order)]


class CameraEffects(BaseModel):
    """What a camera does to the light of a scene. A share of 0 switches an effect off.

    Attributes:
        flip_share: mirrored pictures.
        blur_share, blur_range: out of focus: sigma of a Gaussian as a share of the longest side.
        motion_share, motion_range: moved: length of the track as a share of the longest side.
        color_share: pictures whose light changes, by the following ranges.
        brightness_range, contrast_range, gamma_range, saturation_range, white_balance_range: factors; white balance
            is a gain of red and one of blue, contrast is around mid-gray.
        hue_range: turn of the hues in degrees.
        gray_share: pictures without color.
        noise_share, noise_range: standard deviation of the sensor's noise, in levels of 0 to 255.
        jpeg_share, jpeg_range: quality of compression.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    flip_share: Share = 0.5
    blur_share: Share = 0.25
    blur_range: Amounts = (0.002, 0.012)
    motion_share: Share = 0.1
    motion_range: Amounts = (0.01, 0.05)
    color_share: Share = 0.8
    brightness_range: Factors = (0.65, 1.2)
    contrast_range: Factors = (0.7, 1.2)
    gamma_range: Factors = (0.75, 1.35)
    saturation_range: Factors = (0.5, 1.5)
    white_balance_range: Factors = (0.88, 1.14)
    hue_range: Range = (-8.0, 8.0)
    gray_share: Share = 0.03
    noise_share: Share = 0.35
    noise_range: Amounts = (1.0, 8.0)
    jpeg_share: Share = 0.5
    jpeg_range: Qualities = (25, 95)

    @classmethod
    def off(cls) -> Self:
        """Settings that leave pictures as they are."""
        return cls.model_validate({name: 0.0 for name in cls.model_fields if name.endswith("_share")})


class CameraAugmentation(CameraEffects):
    """How crops of faces vary.

    Attributes:
        geometry_share: crops cut differently, by the following ranges.
        rotation_range: in degrees, clockwise.
        zoom_range: factors; above 1 the face grows.
        aspect_range: factors; above 1 it becomes wider and lower.
        shift_range: to the right and down, shares of width and height.
        low_resolution_share, low_resolution_range: photographed with this many pixels on the longest side, drawn
            evenly on a logarithmic scale, and enlarged again.
        border_share, border_range: crops whose face lies at the border of its photograph: of most sides this share of
            the crop's width or height is missing. It takes of the margin, so that a mask under the chin still shows.
        occlusion_share, occlusion_range: something in front of the face: sides of a patch as shares of the picture's.
            Small, for a patch must not change how a mask is worn.
    """

    geometry_share: Share = 0.9
    rotation_range: Range = (-12.0, 12.0)
    zoom_range: Factors = (0.9, 1.2)
    aspect_range: Factors = (0.75, 1.33)
    shift_range: Range = (-0.07, 0.07)
    low_resolution_share: Share = 0.5
    low_resolution_range: Factors = (24.0, 160.0)
    border_share: Share = 0.4
    border_range: SmallShares = (0.02, 0.12)
    occlusion_share: Share = 0.15
    occlusion_range: SmallShares = (0.05, 0.18)


class SceneAugmentation(CameraEffects):
    """How pictures for detectors vary. A share of 0 switches an effect off.

    Attributes:
        random_crop_share, crop_range, crop_aspect_range: parts of pictures: side as a share of the picture's, and a
            factor of its width over its height. At least one face stays, where there is one.
        zoom_out_share, zoom_out_range: whole pictures, where no part is taken, on a canvas larger by this factor, so
            that portraits teach small faces.
        zoom_aspect_range: factor of the canvas's width over its height.
        scenery_share: canvases filled with another picture blurred beyond recognition; else with the mean color.
        texture_share: canvases filled with a drawn surface instead: bricks, leaves, cloth, skin, clutter.
        faceless_share: pictures without a face: a part of the picture beside all its faces, or, where there is none, a
            drawn surface.
        mosaic_share, mosaic_range: several pictures in one: so many along each side, evenly drawn. Small ones teach
            what natural things look like beside small faces.
        turn_share, turn_range: pictures turned, in degrees, clockwise.
        blindfold_share: pictures in which a band covers the eyes of all faces, as a mask that was pushed up.
        least_visible: a cut face counts as one when its center and this share of its area and of its mask's are left;
            else it is ignored, for it no longer shows how the mask is worn.
        least_face: faces whose longer side is smaller, in pixels of the network's input, are ignored.
    """

    blur_range: Amounts = (0.001, 0.005)
    motion_range: Amounts = (0.004, 0.012)
    random_crop_share: Share = 0.4
    crop_range: Annotated[tuple[SomeShare, SomeShare], AfterValidator(_in_order)] = (0.3, 1.0)
    crop_aspect_range: Factors = (0.5, 2.0)
    zoom_out_share: Share = 0.6
    zoom_out_range: Factors = (1.0, 4.0)
    zoom_aspect_range: Factors = (0.75, 1.33)
    scenery_share: Share = 0.7
    texture_share: Share = 0.0
    faceless_share: Share = 0.0
    mosaic_share: Share = 0.3
    mosaic_range: Counts = (2, 2)
    turn_share: Share = 0.0
    turn_range: Range = (-60.0, 60.0)
    blindfold_share: Share = 0.0
    least_visible: SomeShare = 0.7
    least_face: NotNegative = 8.0

    @field_validator("zoom_out_range")
    @classmethod
    def _only_outwards(cls, factors: tuple[float, float]) -> tuple[float, float]:
        if factors[0] < 1:
            raise ValueError("a canvas is at least as large as its picture: the factors begin at 1")
        return factors
