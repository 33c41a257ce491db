"""Measure how masks sit and look on real photographs, to set the ranges in ``fmld_synth/wear.py``.

    python benchmarks/measure_real_masks.py FOLDER [FOLDER ...] [--json] [--overlays SHEET.png]
    python benchmarks/measure_real_masks.py SET --set [--json] [--overlays SHEET.png]

Each folder holds face photographs of one kind, for example correctly worn masks; with ``--set`` they are annotated
sets whose classes are wear states, and each state is measured for itself. A generated set shows how ours compare. All
heights and widths are in the frame of the canonical face: inter-ocular distances, origin between the eyes, y down.
Below the jaw they go straight on down, as the photograph shows them, and not along the throat. Only the upper face
carries the alignment, since the mesh is a guess where cloth hides the skin.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from real_masks.appearance import cloth_color, color_name, mask_ends, shading, sharpest_rise
from real_masks.posed_face import DrapedSurface, PosedFace, posed_faces, posed_faces_by_state
from real_masks.top_edge import (
    OVER_THE_MOUTH,
    SCAN_COLUMNS,
    SCANS,
    Edge,
    Scan,
    bottom_height,
    find_edges,
    skin_color,
)
from rich.console import Console
from rich.table import Table

Row = dict[str, Any]
QUANTILES = (5, 25, 50, 75, 95)
FACE_EDGES = {"left": (-1.08, 0.4), "right": (1.08, 0.4), "top": (0.0, -0.81), "bottom": (0.0, 1.57)}
DESCRIBING_A_COLOR = ("cloth L", "cloth a", "cloth b", "cloth over skin luminance", "cloth folds")


def margins(face: PosedFace) -> Row:
    """From each edge of the canonical face to the frame, in inter-ocular distances; negative when cut."""
    height, width = face.image.shape[:2]
    at = {side: face.project(np.array([[x, y, 0.2]]))[0] for side, (x, y) in FACE_EDGES.items()}
    pixels = {
        "left": at["left"][0],
        "right": width - at["right"][0],
        "top": at["top"][1],
        "bottom": height - at["bottom"][1],
    }
    return {f"margin {side}": float(length / face.pose.scale) for side, length in pixels.items()}


def position(face: PosedFace, surface: DrapedSurface, edges: dict[float, Edge]) -> Row:
    """Heights of the top edge, its tilt (right minus left) and its drop from the center to the sides; of the bottom
    edge below the middle, and how far the cloth hangs from one to the other."""
    row: Row = {f"top at {column:+.2f}": edge.height for column, edge in edges.items()}
    if 0.0 in edges:
        row["bottom"] = bottom_height(face, surface, edges[0.0].height)
        row["bottom less top"] = row["bottom"] - edges[0.0].height
    for out in (0.4, 0.7, 0.95):
        if -out in edges and out in edges:
            left, right = edges[-out].height, edges[out].height
            row[f"tilt at {out}"] = right - left
            if 0.0 in edges:
                row[f"drop to {out}"] = (left + right) / 2 - edges[0.0].height
    return row


def looks(face: PosedFace, surface: DrapedSurface, edges: dict[float, Edge]) -> Row:
    """Color, light and sharpness of the cloth; empty when too little of it is seen."""
    top = float(np.median([edge.height for edge in edges.values()]))
    cloth, skin = cloth_color(face, surface, top), skin_color(face, surface)
    if not np.isfinite(cloth).all():
        return {}
    row: Row = {"color": color_name(cloth, skin), "skin L": float(skin[0])}
    row |= {f"cloth {name}": float(value) for name, value in zip("Lab", cloth, strict=True)}
    row["cloth over skin luminance"] = float(((cloth[0] + 16) / (skin[0] + 16)) ** 3)
    if abs(face.yaw) < 15:
        row["end left"], row["end right"] = mask_ends(face)
    row["edge rise px"] = float(np.median([edge.rise for edge in edges.values()]))
    row["edge rise over photo's"] = row["edge rise px"] / sharpest_rise(face)
    shadows = [edge.shadow for column, edge in edges.items() if column and np.isfinite(edge.shadow)]
    row["skin just above edge"] = float(np.median(shadows)) if shadows else float("nan")
    return row | shading(face, surface, top)


def overlay(
    face: PosedFace, surface: DrapedSurface, edges: dict[float, Edge], scan: Scan, cell: int = 260
) -> npt.NDArray[np.uint8]:
    """The photograph with scan lines (gray), edges (red) and nose base and chin (yellow)."""
    enlarge = cell / max(face.image.shape[:2])
    picture = cv2.resize(face.image, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC)

    def dot(x: float, y: float, color: tuple[int, int, int], radius: int) -> None:
        px, py = face.project(surface.at(np.array([x]), np.array([y])))[0] * enlarge
        cv2.circle(picture, (round(px), round(py)), radius, color, -1)

    for column in SCAN_COLUMNS:
        for y in np.arange(scan.start[abs(column)], scan.end[abs(column)], 0.08):
            dot(column, y, (150, 150, 150), 1)
    for y in (0.0, 0.6, 1.57):
        dot(0.0, y, (255, 255, 0), 2)
    for column, edge in edges.items():
        dot(column, edge.height, (255, 0, 0), 4)
    canvas = np.full((cell, cell, 3), 255, np.uint8)
    canvas[: picture.shape[0], : picture.shape[1]] = picture[:cell, :cell]
    return canvas


def save_sheet(cells: Sequence[npt.NDArray[np.uint8]], path: Path, columns: int = 7) -> None:
    """Write the overlays as one picture."""
    blank = np.full_like(cells[0], 255)
    padded = [*cells, *[blank] * (-len(cells) % columns)]
    rows = [np.hstack(padded[i : i + columns]) for i in range(0, len(padded), columns)]
    cv2.imwrite(str(path), cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))


def summarize(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Count and quantiles of every number, in order of first appearance."""
    names = dict.fromkeys(name for row in rows for name, value in row.items() if not isinstance(value, str))
    summary = {}
    for name in names:
        values = [float(row[name]) for row in rows if name in row]
        values = [value for value in values if np.isfinite(value)]
        if values:
            quantiles = np.percentile(values, QUANTILES)
            summary[name] = {
                "n": len(values),
                **{f"q{q}": float(v) for q, v in zip(QUANTILES, quantiles, strict=True)},
            }
    return summary


def color_clusters(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Share and median looks of each coarse color, most frequent first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if "color" in row:
            groups.setdefault(row["color"], []).append(row)
    total = sum(len(group) for group in groups.values())
    return {
        name: {
            "share": len(group) / total,
            **{
                key: float(np.median([row[key] for row in group if key in row])) for key in DESCRIBING_A_COLOR
            },
        }
        for name, group in sorted(groups.items(), key=lambda item: -len(item[1]))
    }


def measure_set(folder: Path, overlays: Path | None) -> list[dict[str, Any]]:
    """All results of an annotated set, by wear state; the overlays' names end in the state."""
    by_state: dict[str, list[PosedFace | str]] = {}
    for state, face in posed_faces_by_state(folder):
        by_state.setdefault(state, []).append(face)
    return [
        measure(
            f"{folder} {state}",
            faces,
            overlays.with_stem(f"{overlays.stem}_{state}") if overlays else None,
            SCANS.get(state, OVER_THE_MOUTH),
        )
        for state, faces in sorted(by_state.items())
    ]


def measure(
    name: str, faces: Iterable[PosedFace | str], overlays: Path | None, scan: Scan = OVER_THE_MOUTH
) -> dict[str, Any]:
    """All results of faces whose masks are worn alike."""
    surface = DrapedSurface()
    rows: list[Row] = []
    left_out: dict[str, int] = {}
    cells = []
    for face in faces:
        if isinstance(face, str):
            left_out[face] = left_out.get(face, 0) + 1
            continue
        edges = find_edges(face, surface, scan)
        row: Row = {"file": face.path.name, "yaw": face.yaw, "inter-ocular px": face.pose.scale}
        row |= margins(face) | position(face, surface, edges)
        if len(edges) >= 2:
            row |= looks(face, surface, edges)
        rows.append(row)
        if overlays:
            cells.append(overlay(face, surface, edges, scan))
    if cells and overlays:
        save_sheet(cells, overlays)
    return {
        "folder": name,
        "measured": len(rows),
        "left out": left_out,
        "chin point inside the frame": float(np.mean([row["margin bottom"] > 0 for row in rows]))
        if rows
        else float("nan"),
        "quantiles": summarize(rows),
        "colors": color_clusters(rows),
        "rows": rows,
    }


def show(result: dict[str, Any], console: Console) -> None:
    """Print one folder's results."""
    console.print(
        f"[bold]{result['folder']}[/]: {result['measured']} measured, left out {result['left out']}, "
        f"chin point inside the frame {result['chin point inside the frame']:.0%}"
    )
    table = Table("measure", "n", *(f"{q} %" for q in QUANTILES))
    for name, values in result["quantiles"].items():
        table.add_row(name, str(values["n"]), *(f"{values[f'q{q}']:.3f}" for q in QUANTILES))
    console.print(table)
    colors = Table("color", "share", *DESCRIBING_A_COLOR)
    for name, values in result["colors"].items():
        colors.add_row(name, f"{values['share']:.0%}", *(f"{values[key]:.2f}" for key in DESCRIBING_A_COLOR))
    console.print(colors)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--set", action="store_true", help="the folders are annotated sets")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument(
        "--overlays", type=Path, help="save the found edges as a picture (of the last folder)"
    )
    options = parser.parse_args()
    results = (
        [result for folder in options.folders for result in measure_set(folder, options.overlays)]
        if options.set
        else [measure(str(folder), posed_faces(folder), options.overlays) for folder in options.folders]
    )
    if options.json:
        print(json.dumps(results, indent=1))
    else:
        for result in results:
            show(result, Console(width=110))


if __name__ == "__main__":
    main()
