"""Perspective matrices by a fixed sequence of double precision operations: the same bits on every machine.

Libraries for linear algebra choose their kernels by CPU, and OpenCV its own by version. The formulas are those of
``cv2.getPerspectiveTransform`` and ``cv2.invert``, so that results equal OpenCV's on machines without fused operations.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray

Matrix = npt.NDArray[np.float64]


def perspective(corners: FloatArray, width: int, height: int) -> Matrix:
    """The matrix that takes the corners of a quadrilateral to those of an upright rectangle at the origin.

    Args:
        corners: float32 (4, 2): bottom left, top left, top right, bottom right.
        width: of the rectangle.
        height: likewise.

    Returns:
        float64 (3, 3), the last element 1.
    """
    targets = np.array([(0, height), (0, 0), (width, 0), (width, height)], np.float32)
    rows: list[list[float]] = []
    for axis in (0, 1):
        for (x, y), target in zip(corners, targets[:, axis], strict=True):
            plain = [float(x), float(y), 1.0]
            none = [0.0, 0.0, 0.0]
            # Single precision products, as OpenCV's.
            tilt = [float(-x * target), float(-y * target)]
            rows.append([*(none if axis else plain), *(plain if axis else none), *tilt, float(target)])
    return np.array([*_solve(rows), 1.0]).reshape(3, 3)


def inverse(matrix: Matrix) -> Matrix:
    """The inverse of a (3, 3) matrix by its cofactors."""
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    factor = 1.0 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
    return np.array(
        [
            ((e * i - f * h) * factor, (c * h - b * i) * factor, (b * f - c * e) * factor),
            ((f * g - d * i) * factor, (a * i - c * g) * factor, (c * d - a * f) * factor),
            ((d * h - e * g) * factor, (b * g - a * h) * factor, (a * e - b * d) * factor),
        ]
    )


def _solve(rows: list[list[float]]) -> list[float]:
    """Solve a linear system by Gaussian elimination with partial pivoting.

    Args:
        rows: coefficients and, last, the right side of each equation; they are changed.
    """
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        factor = -1.0 / rows[column][column]
        for row in rows[column + 1 :]:
            multiple = row[column] * factor
            for place in range(column + 1, size + 1):
                row[place] += multiple * rows[column][place]
    solution = [0.0] * size
    for column in reversed(range(size)):
        rest = rows[column][size]
        for place in range(column + 1, size):
            rest -= rows[column][place] * solution[place]
        solution[column] = rest / rows[column][column]
    return solution
