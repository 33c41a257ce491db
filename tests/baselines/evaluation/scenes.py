"""Pictures with true and found faces, written down by hand or drawn by chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fmld_synth.baselines.evaluation.judged import Found, JudgedScene

Row = tuple[float, float, float, float]


def scene(
    true: list[tuple[Row, int]],
    found: list[tuple[Row, int, float]],
    ignored: list[Row] | None = None,
    *,
    name: str = "a.png",
    path: Path | None = None,
    size: tuple[int, int] = (100, 100),
) -> JudgedScene:
    """A picture; boxes are left, top, right, bottom in hundredths of the picture."""
    found = sorted(found, key=lambda one: -one[2])
    return JudgedScene(
        path or Path(name),
        name,
        name,
        size,
        _boxes([box for box, _ in true]),
        np.array([label for _, label in true], np.int64),
        _boxes(ignored or []),
        Found(
            _boxes([box for box, _, _ in found]),
            np.array([score for _, _, score in found], np.float64),
            np.array([label for _, label, _ in found], np.int64),
        ),
    )


def scenes_by_chance(number: int, classes: int, seed: int) -> list[JudgedScene]:
    """Pictures of up to six faces; most are found nearly where they are, some twice, some as another class."""
    random = np.random.default_rng(seed)
    return [_scene_by_chance(random, classes, f"{i}.png") for i in range(number)]


def _scene_by_chance(random: np.random.Generator, classes: int, name: str) -> JudgedScene:
    def box() -> np.ndarray:
        left, top = random.uniform(0, 70, 2)
        width, height = random.uniform(5, 30, 2)
        return np.array((left, top, left + width, top + height))

    faces = [(box(), int(random.integers(classes))) for _ in range(random.integers(7))]
    found = [
        (one + random.normal(0, 2, 4), label if random.random() < 0.7 else int(random.integers(classes)))
        for one, label in faces
        for _ in range(random.integers(3))
    ] + [(box(), int(random.integers(classes))) for _ in range(random.integers(4))]
    true, hidden = faces[: random.integers(1, 7)], faces[5:]
    return scene(
        [(tuple(one), label) for one, label in true],
        [(tuple(one), label, float(random.uniform(0.05, 1))) for one, label in found],
        [tuple(one) for one, _ in hidden],
        name=name,
    )


def _boxes(rows: list[Row]) -> np.ndarray:
    return np.array(rows, np.float64).reshape(-1, 4) / 100
