"""A mask on a face of known pose: its points come out where they must, and what is hidden does not show."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.rendering import placing
from fmld_synth.synthesis.rendering.artwork import TexturePyramid, see_texture
from fmld_synth.synthesis.rendering.face_depth import face_depth
from fmld_synth.synthesis.rendering.placing import MaskGeometry, place_mask
from fmld_synth.synthesis.rendering.strap_drawing import draw_straps
from fmld_synth.synthesis.warp.radial_basis import FaceWarp
from fmld_synth.synthesis.warp.surface import Placement, drape
from fmld_synth.templates.library import load_template
from fmld_synth.templates.template import Template
from tests.posed_face import PosedFace, pose

SIZE = (400, 440)
CENTER = (200, 150)
WORN, BELOW_NOSE = Placement(0.2, 0.4, 1.7, 1.3), Placement(0.7, 0.7, 1.75, 1.4)
BELOW_CHIN = Placement(1.45, 1.2, 2.0, 1.6)
POSES = [
    (0, 0, 0),
    (20, 0, 0),
    (-45, 0, 0),
    (45, 0, 0),
    (60, 0, 0),
    (0, 25, 0),
    (0, -25, 0),
    (15, 10, 40),
    (-30, -15, -90),
]


@pytest.fixture(scope="module")
def surgical() -> Template:
    return load_template("surgical_pleated")


def posed_mask(
    template: Template, posed: PosedFace, placement: Placement = WORN, *, hide: bool = True
) -> MaskGeometry:
    landmarks = posed.face.landmarks
    depth = face_depth(landmarks, *SIZE) if hide else None
    geometry = place_mask(
        template, placement, 0.0, FaceWarp(landmarks), depth, posed.face.inter_ocular_distance, SIZE
    )
    assert geometry is not None
    return geometry


def texture_grid(template: Template, posed: PosedFace) -> tuple[FloatArray, FloatArray]:
    """Where the cloth's points that face the camera must lie, and their texture points.

    Returns:
        (n, 3) in pixels and (n, 2).
    """
    surface = drape(template.description.shape, template.description.anchors, WORN)
    rows, columns = surface.radius.shape
    points = posed.pixels(surface.points)
    normals = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    facing = normals[..., 2] < -0.4 * np.linalg.norm(normals, axis=2)
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    height, width = template.texture.shape[:2]
    facing &= (
        template.texture[np.rint(v * (height - 1)).astype(int), np.rint(u * (width - 1)).astype(int), 3] > 0
    )
    return points[facing], np.stack([u, v], axis=-1)[facing]


@pytest.mark.parametrize("angles", POSES)
@pytest.mark.parametrize("name", ["surgical_pleated", "n95_cup"])
def test_surface_points_come_out_where_the_pose_puts_them(name: str, angles: tuple[int, int, int]) -> None:
    template, posed = load_template(name), pose(*angles, at=CENTER)
    geometry = posed_mask(template, posed)
    points, texture = texture_grid(template, posed)
    columns, rows = (points[:, :2] - (geometry.window.left, geometry.window.top)).astype(int).T
    assert columns.min() >= 0
    assert rows.min() >= 0
    assert columns.max() < geometry.window.width
    assert rows.max() < geometry.window.height
    found = np.stack([geometry.u, geometry.v], axis=-1)[rows, columns]
    apart = np.abs(found - texture).max(axis=1)
    seen = geometry.visible[rows, columns] > 0.9
    assert seen.sum() > 250
    assert np.median(apart[seen]) < 0.012
    # The rest lie on the far side of a ridge, or share a pixel with many others at the limb.
    assert (apart[seen] < 0.04).mean() > 0.9


def at_lookups(values: FloatArray, geometry: MaskGeometry) -> FloatArray:
    """Values of cells, at the first cell of each lookup."""
    step = geometry.grid.lookup
    return values[::step, ::step]


@pytest.mark.parametrize("angles", POSES)
def test_normals_are_unit_and_turn_with_the_head(surgical: Template, angles: tuple[int, int, int]) -> None:
    posed = pose(*angles, at=CENTER)
    geometry, frontal = posed_mask(surgical, posed), posed_mask(surgical, pose(at=CENTER))

    def middle(of: MaskGeometry) -> FloatArray:
        u, v = of.lookups
        chosen = (np.abs(u - 0.5) < 0.05) & (np.abs(v - 0.5) < 0.1) & (at_lookups(of.visible, of) > 0.9)
        mean = of.normals[:, chosen].mean(axis=1)
        return np.asarray(mean / np.linalg.norm(mean))

    solid = at_lookups(geometry.visible, geometry) > 0.9
    np.testing.assert_allclose(np.linalg.norm(geometry.normals[:, solid], axis=0), 1, atol=0.05)
    expected = posed.similarity.rotation @ middle(frontal)
    assert middle(frontal)[2] < -0.8, "it faces the camera"
    assert float(middle(geometry) @ expected) > 0.99


def visible_columns(geometry: MaskGeometry) -> tuple[float, float]:
    u = geometry.u[geometry.visible > 0.5]
    return float(u.min()), float(u.max())


@pytest.mark.parametrize("yaw", [45, 60])
def test_the_far_cheek_is_hidden_on_a_turned_head(surgical: Template, yaw: int) -> None:
    low, high = visible_columns(posed_mask(surgical, pose(at=CENTER)))
    assert low < 0.05
    assert high > 0.95
    # The nose points to the right of the image, so the left side of the image is near.
    low, high = visible_columns(posed_mask(surgical, pose(yaw, at=CENTER)))
    assert low < 0.05
    assert high < 0.92
    low, high = visible_columns(posed_mask(surgical, pose(-yaw, at=CENTER)))
    assert low > 0.08
    assert high > 0.95


@pytest.mark.parametrize("name", ["surgical_pleated", "n95_cup"])
def test_straps_show_on_the_near_side_only(name: str) -> None:
    template, posed = load_template(name), pose(45, at=CENTER)
    geometry = posed_mask(template, posed)
    left_top, right_top, left_bottom, right_bottom = geometry.straps
    for near in (left_top, left_bottom):
        assert near.facing[:20].all()
    for far in (right_top, right_bottom):
        assert not far.facing[len(far.facing) // 3 :].any()
    depth = face_depth(posed.face.landmarks, *SIZE)
    around = geometry.surroundings
    skin = np.ones((around.window.height, around.window.width), np.float32)
    no_hair = np.zeros_like(skin)
    bare = np.ones_like(skin)
    bare[geometry.window.shared_slices(around.window)[1]] -= geometry.visible
    width = template.description.straps.width
    far_drawn = draw_straps([right_top, right_bottom], around, depth, skin, no_hair, width, 60).alpha
    near_drawn = draw_straps([left_top, left_bottom], around, depth, skin, no_hair, width, 60).alpha
    assert (near_drawn * bare).sum() > 100
    assert (far_drawn * bare).sum() < 0.02 * (near_drawn * bare).sum()


@pytest.mark.parametrize("yaw", [-50, 50])
def test_the_nose_hides_the_mask_behind_it(yaw: int) -> None:
    template, posed = load_template("n95_cup"), pose(yaw, at=CENTER)
    shown, bare = (posed_mask(template, posed, BELOW_NOSE, hide=hide) for hide in (True, False))
    assert (shown.visible <= bare.visible).all()
    hidden = bare.visible - shown.visible > 0.5
    assert hidden.sum() > 15
    depth = face_depth(posed.face.landmarks, *SIZE)
    assert depth is not None
    face = depth.depth_over(shown.window)
    assert np.isfinite(face[hidden]).mean() > 0.9, "only the face hides it"


def test_a_frontal_face_hides_nothing(surgical: Template) -> None:
    posed = pose(at=CENTER)
    shown, bare = (posed_mask(surgical, posed, WORN, hide=hide) for hide in (True, False))
    assert (bare.visible - shown.visible).sum() < 0.002 * bare.visible.sum()


def test_windows_hold_the_mask_and_its_straps(surgical: Template) -> None:
    geometry = posed_mask(surgical, pose(20, at=CENTER))
    window, around = geometry.window, geometry.surroundings.window
    assert around.left <= window.left
    assert around.top <= window.top
    assert around.left + around.width >= window.left + window.width
    assert around.top + around.height >= window.top + window.height
    edge = np.concatenate(
        [geometry.visible[0], geometry.visible[-1], geometry.visible[:, 0], geometry.visible[:, -1]]
    )
    assert edge.max() == 0
    for strap in geometry.straps:
        assert (strap.points[:, 0] >= around.left).all()
        assert (strap.points[:, 0] <= around.left + around.width).all()


@pytest.mark.parametrize("side", [1, 2, 4])
def test_surroundings_hold_the_cells_of_small_and_blurred_faces(surgical: Template, side: int) -> None:
    posed = pose(inter_ocular=9, at=CENTER)
    warp = FaceWarp(posed.face.landmarks)
    geometry = place_mask(surgical, WORN, 0.0, warp, None, posed.face.inter_ocular_distance, SIZE, side)
    assert geometry is not None
    cells, around = geometry.grid.cells, geometry.surroundings.cells
    rows, columns = cells.shared_slices(around)[0]
    assert (rows, columns) == (slice(0, cells.height), slice(0, cells.width))
    assert geometry.visible.shape == (cells.height, cells.width)


def test_texels_follow_the_size_of_the_face(surgical: Template) -> None:
    small, large = (posed_mask(surgical, pose(inter_ocular=size, at=CENTER)).texels for size in (20, 80))
    assert small == pytest.approx(4 * large, rel=0.05)


@pytest.mark.parametrize(("inter_ocular", "rows", "columns"), [(60, 17, 29), (130, 21, 35)])
def test_texels_are_counted_where_columns_are_wide(
    surgical: Template, inter_ocular: int, rows: int, columns: int
) -> None:
    posed = pose(20, inter_ocular=inter_ocular, at=CENTER)
    description = surgical.description
    surface = drape(description.shape, description.anchors, WORN, rows, columns)
    middle = FaceWarp(posed.face.landmarks)(surface.points)[rows // 2, :, :2]
    widths = np.linalg.norm(np.diff(middle, axis=0), axis=1)
    expected = surgical.size[1] / (columns - 1) / np.percentile(widths, 70)
    assert posed_mask(surgical, posed).texels == pytest.approx(expected, rel=1e-4)


def test_a_mask_outside_the_frame_is_none(surgical: Template) -> None:
    posed = pose(at=(200, 4000))
    assert place_mask(surgical, WORN, 0.0, FaceWarp(posed.face.landmarks), None, 60, SIZE) is None


@pytest.mark.parametrize("yaw", [0, 20])
def test_cloth_seen_edge_on_is_as_exact_with_larger_lookups(
    monkeypatch: pytest.MonkeyPatch, yaw: int
) -> None:
    """Loops that are cut out of the cloth are narrower than a lookup there."""
    template, posed = load_template("polyurethane_loops"), pose(yaw, inter_ocular=180, at=(350, 260))
    warp = FaceWarp(posed.face.landmarks)

    def placed() -> MaskGeometry:
        geometry = place_mask(template, BELOW_CHIN, 0.0, warp, None, 180, (700, 760))
        assert geometry is not None
        return geometry

    larger = placed()
    monkeypatch.setattr(placing, "_LOOKUP", 1)
    exact = placed()
    assert (larger.grid.lookup, exact.grid.lookup) == (2, 1)
    assert larger.edge_on is not None
    cells = larger.edge_on.rows, larger.edge_on.columns
    assert len(cells[0]) > 1000
    for one, other in ((larger.u, exact.u), (larger.v, exact.v)):
        np.testing.assert_allclose(one[cells], other[cells], atol=1e-5)
    coverage = [see_texture(TexturePyramid(template), one).outline * one.visible for one in (larger, exact)]
    assert np.abs(coverage[0][cells] - coverage[1][cells]).mean() < 0.01


@pytest.mark.parametrize("inter_ocular", [42, 60])
def test_loops_on_small_faces_are_not_broken(inter_ocular: int) -> None:
    """They are turned away from the camera within a pixel there, and each part of it has to say so for itself."""
    template, posed = load_template("polyurethane_loops"), pose(0, inter_ocular=inter_ocular, at=(150, 150))
    geometry = place_mask(
        template, BELOW_CHIN, 0.0, FaceWarp(posed.face.landmarks), None, inter_ocular, (300, 300)
    )
    assert geometry is not None
    seen = see_texture(TexturePyramid(template), geometry).outline * geometry.visible
    left = seen[:, : seen.shape[1] // 2].sum(axis=1)
    loop = left[int(np.argmax(left > 0.05)) : int(np.argmax(left > 3))]
    assert len(loop) > inter_ocular
    assert loop.min() > 0.02
    assert np.abs(np.diff(loop)).mean() < 0.35 * loop.mean()
