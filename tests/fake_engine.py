"""A fast engine with the real one's interface: a face at a fixed place, flat paint for a mask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np

from fmld_synth.choices import Rendering
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.regions import region_polygons, region_shares_in_frame
from fmld_synth.generation.engine import Engine
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.sample import Sample
from fmld_synth.synthesis.things.added import Added
from fmld_synth.synthesis.things.drawing import has_things
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.templates.template import (
    Anchors,
    Colorway,
    Fabric,
    Shape,
    Straps,
    Template,
    TemplateDescription,
)
from fmld_synth.wear import Coverage, WearState
from tests.plain_pictures import PlainPictures
from tests.region_cover import covered_share

SIDE = 160
HEIGHTS = {
    "correct": (0.1, 1.9),
    "nose_exposed": (0.72, 1.9),
    "mouth_exposed": (1.12, 1.9),
    "chin": (1.5, 2.6),
    "chin_exposed": (-0.1, 1.06),
    "forehead": (-0.7, -0.4),
}
"""Top and bottom of the paint, in inter-ocular distances below the eyes."""


def fake_landmarks(width: int, height: int, center: tuple[float, float] = (0.5, 0.45)) -> FloatArray:
    """The canonical face, upright, 0.2 of the picture's width between the eyes: float32 (478, 3)."""
    points = np.array(canonical_face().vertices, np.float32)
    if len(points) < 478:
        points = np.concatenate([points, np.repeat(points[[468 - 1]], 478 - len(points), axis=0)])
    placed = points * (0.2 * width)
    placed[:, 0] += center[0] * width
    placed[:, 1] += center[1] * height
    return placed.astype(np.float32)


def find_faces(image: ByteArray) -> list[Face]:
    """One face, wherever the photograph is not of one color; two in wide photographs."""
    height, width = image.shape[:2]
    if int(image.max()) - int(image.min()) < 8:
        return []
    if width > 1.8 * height:
        return [
            Face(
                fake_landmarks(height, height) + np.array([left, 0, 0], np.float32),
                HeadPose(0, 0, 0),
                0.9,
                index,
            )
            for index, left in enumerate((0, width - height))
        ]
    return [Face(fake_landmarks(width, height), HeadPose(5, -3, 1), 0.9, 0)]


@dataclass(frozen=True, eq=False)
class FakeMeasuredFace:
    """What this engine needs of a measured face."""

    image: ByteArray
    face: Face
    shares_in_frame: Mapping[str, float]
    added: Added | None = None


def prepare(image: ByteArray, face: Face, compression: int | None = None) -> FakeMeasuredFace:
    """Measure nothing but the frame."""
    height, width = image.shape[:2]
    return FakeMeasuredFace(image, face, region_shares_in_frame(face.landmarks, width, height))


def make(
    measured: FakeMeasuredFace,
    state: WearState,
    template: Template,
    seed: int,
    *,
    colorway: str | None = None,
    rendering: Rendering = "full",
    prints: float = 0.0,
) -> Sample:
    """Paint; about every seventh seed fails."""
    rng = np.random.default_rng(seed)
    if rng.random() < 0.15:
        raise Rejected("wear", "contract", {"nose": 0.5})
    top, bottom = HEIGHTS[state.name]
    parameters = Parameters(
        wear_state=state.name,
        template=template.name,
        template_sha256=template.sha256,
        colorway=colorway or template.description.colorways[0].name,
        rendering=rendering,
        seed=seed,
        top=top,
        top_at_side=top,
        bottom=bottom,
        bottom_at_side=bottom,
        tilt=float(rng.uniform(-1, 1)),
        shift=0,
        width_scale=1,
        bunching=0,
        gap=0,
        slack=0,
        asymmetry=0,
        fold_amplitude=0,
        color_shift=(0, 0, 0),
        strap_sag=0,
    )
    return render(measured, template, parameters)


def render(measured: FakeMeasuredFace, template: Template, parameters: Parameters) -> Sample:
    """Fill a rectangle below the eyes."""
    height, width = measured.image.shape[:2]
    eyes = measured.face.landmarks[[33, 133, 263, 362], :2].mean(axis=0)
    unit = measured.face.inter_ocular_distance
    box = Box(
        round(eyes[0] - 1.1 * unit),
        round(eyes[1] + parameters.top * unit),
        round(2.2 * unit),
        round((parameters.bottom - parameters.top) * unit),
    ).clipped(width, height)
    matte = np.zeros((height, width), np.uint8)
    left, top, right, bottom = (int(v) for v in (box.x, box.y, box.x + box.width, box.y + box.height))
    matte[top:bottom, left:right] = 255
    image = measured.image.copy()
    color = template.colorway(parameters.colorway).primary
    image[matte > 0] = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    image[top : top + 2, left:right] = np.random.default_rng(parameters.seed).integers(0, 255, 3)
    polygons = region_polygons(measured.face.landmarks)
    coverage = Coverage(
        nose=covered_share(polygons["nose"], matte),
        lips=covered_share(polygons["lips"], matte),
        chin=covered_share(polygons["chin"], matte),
        mask_area=float((matte > 0).sum() / measured.face.box.area),
    )
    sample = Sample(image, matte, np.zeros_like(matte, bool), coverage, box, parameters)
    added = measured.added
    return sample if added is None else replace(sample, things=added.things, added=added.changed)


def add_things(
    measured: FakeMeasuredFace, state: WearState, seed: int, share: float, kinds: Collection[str] = ()
) -> FakeMeasuredFace:
    """One thing of a color of its own, the first kind or a cup, as often as ``share`` says."""
    if not has_things(seed, share):
        return measured
    return dress(measured, (Thing(kind=next(iter(kinds), "cup"), seed=seed),))


def dress(measured: FakeMeasuredFace, things: Sequence[Thing]) -> FakeMeasuredFace:
    """A square in the corner for each thing."""
    image, changed = measured.image.copy(), np.zeros(measured.image.shape[:2], bool)
    for thing in things:
        image[:12, :12] = np.random.default_rng(thing.seed).integers(0, 255, 3)
        changed[:12, :12] = True
    return replace(measured, image=image, added=Added(tuple(things), (), changed))


@lru_cache
def fake_template(name: str) -> Template:
    """A plain template in two colors."""
    colorways = tuple(
        Colorway(name=color, primary=value, secondary="#ffffff", trim="#ffffff", strap="#eeeeee")
        for color, value in (("blue", "#3070c0"), ("red", "#b02030"))
    )
    corner = {
        "top_left": (0.1, 0.2),
        "top_right": (0.9, 0.2),
        "bottom_left": (0.1, 0.8),
        "bottom_right": (0.9, 0.8),
    }
    description = TemplateDescription(
        name=name,
        title=name,
        family="cloth",
        license="Apache-2.0",
        artwork="inks",
        anchors=Anchors(top_center=(0.5, 0.1), bottom_center=(0.5, 0.9), **corner),
        shape=Shape(width=2.4, height=1.6, stiffness=0.2),
        straps=Straps(kind="none"),
        fabric=Fabric(weave="woven"),
        colorways=colorways,
    )
    pictures = PlainPictures(np.full((8, 8, 4), 255, np.uint8), np.full((8, 8), 128, np.uint8))
    return Template(description, pictures, f"{name}-sha")


def find_templates(selection: str) -> list[str]:
    """Two templates exist."""
    known = ["plain_one", "plain_two"]
    if selection == "all":
        return known
    for name in selection.split(","):
        if name not in known:
            raise UserError(f"unknown template {name!r}; did you mean plain_one? Valid: {', '.join(known)}")
    return selection.split(",")


def draw_template(
    generator: np.random.Generator,
    names: Sequence[str],
    colors: str | None = None,
    *,
    ear_loops: bool = False,
) -> tuple[str, str]:
    """Any of the names, in blue or red."""
    allowed = colors.split(",") if colors else ["blue", "red"]
    for color in allowed:
        if color not in ("blue", "red"):
            raise UserError(f"no template comes in {color!r}; valid: blue, red")
    return names[int(generator.integers(len(names)))], allowed[int(generator.integers(len(allowed)))]


class FakeEngine:
    """The functions of this module as an engine."""

    find_faces = staticmethod(find_faces)
    prepare = staticmethod(prepare)
    make = staticmethod(make)
    render = staticmethod(render)
    add_things = staticmethod(add_things)
    dress = staticmethod(dress)
    find_templates = staticmethod(find_templates)
    load_template = staticmethod(fake_template)
    draw_template = staticmethod(draw_template)


def fake_engine() -> Engine:
    """The engine of fast tests."""
    return cast(Engine, FakeEngine())


def slow_engine() -> Engine:
    """The same, but slow enough to be killed in the middle."""
    import time

    def slow_make(*arguments: Any, **options: Any) -> Sample:
        time.sleep(0.03)
        return make(*arguments, **options)

    engine: Any = FakeEngine()
    engine.make = slow_make
    return cast(Engine, engine)


def write_photograph(path: Path, seed: int, width: int = SIDE, height: int = SIDE) -> Path:
    """A smooth random picture that no other resembles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(30, 255, (8, 8, 3)).astype(np.uint8)
    cv2.imwrite(
        str(path.with_suffix(".png")), cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    )
    return path.with_suffix(".png").replace(path)


def write_photographs(folder: Path, number: int) -> Path:
    """A folder with so many different photographs."""
    for seed in range(number):
        write_photograph(folder / f"person{seed % 7}" / f"photo {seed}.png", seed)
    return folder
