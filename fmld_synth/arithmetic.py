"""Arithmetic that gives the same bits on every processor, for whatever decides where a mask lies and how it looks.

Sums, products, quotients and square roots of arrays are rounded alike everywhere (IEEE 754). Other functions are not:
NumPy and OpenBLAS choose kernels by processor, which add in another order, fuse a product with a sum or approximate an
exponential otherwise. So matrices are multiplied and solved here by a fixed sequence of rounded operations. And the
functions of analysis are computed in double precision and rounded to single: the kernels differ in the last bits of
the former, which are rounded away.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray

Doubles = npt.NDArray[np.float64]


def exponential(values: npt.ArrayLike) -> FloatArray:
    """e to the power of each value, float32."""
    return np.exp(_double(values)).astype(np.float32)


def logarithm(values: npt.ArrayLike) -> FloatArray:
    """Natural logarithm of each value, float32."""
    return np.log(_double(values)).astype(np.float32)


def power(values: npt.ArrayLike, exponent: float) -> FloatArray:
    """Each value, 0 or more, to the power of ``exponent``, float32."""
    return np.power(_double(values), exponent).astype(np.float32)


def sine(radians: npt.ArrayLike) -> FloatArray:
    """Sine of each angle, float32."""
    return np.sin(_double(radians)).astype(np.float32)


def cosine(radians: npt.ArrayLike) -> FloatArray:
    """Cosine of each angle, float32."""
    return np.cos(_double(radians)).astype(np.float32)


def tangent(radians: npt.ArrayLike) -> FloatArray:
    """Tangent of each angle, float32."""
    return np.tan(_double(radians)).astype(np.float32)


def angle(y: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Angle of each point (x, y) in radians, from -pi to pi, float32."""
    return np.arctan2(_double(y), _double(x)).astype(np.float32)


def soft_step(values: FloatArray) -> FloatArray:
    """x / sqrt(1 + x^2) of each value, float32: from -1 to 1, as steep as the hyperbolic tangent where it crosses 0.

    It is for whole pictures, where the tangent in double precision would take too long.
    """
    lengths = values * values
    lengths += 1
    np.sqrt(lengths, out=lengths)
    return np.asarray(np.divide(values, lengths, out=lengths), np.float32)


def bell(squares: FloatArray) -> FloatArray:
    """About exp(-x) of each value, 0 or more, float32: (1 - x / 8)^8, which ends at 8 and is at most 0.035 smaller.

    It is for whole maps of folds, where the exponential in double precision would take too long.
    """
    left = squares * np.float32(-1 / 8)
    left += 1
    np.maximum(left, 0, out=left)
    for _ in range(3):
        left *= left
    return left


def weighted_sum(weights: Iterable[float], planes: Iterable[FloatArray]) -> FloatArray:
    """The sum of planes of equal shape, each times its weight, added in their order: float32 of that shape."""
    first, *others = (plane * np.float32(weight) for weight, plane in zip(weights, planes, strict=True))
    for other in others:
        first += other
    return np.asarray(first, np.float32)


def product(first: npt.ArrayLike, second: npt.ArrayLike) -> Doubles:
    """The product of two matrices, (n, k) and (k, m) or (k,): float64 (n, m) or (n,). For small matrices."""
    left, right = _double(first), _double(second)
    if right.ndim == 1:
        return np.asarray((left * right).sum(axis=-1))
    return np.asarray((left[:, :, None] * right[None]).sum(axis=1))


def length(vectors: npt.ArrayLike) -> Doubles:
    """Euclidean length of each vector along the last axis, float64."""
    squares = np.square(_double(vectors))
    return np.asarray(np.sqrt(squares.sum(axis=-1)))


def solved(matrix: npt.ArrayLike, right: npt.ArrayLike) -> Doubles:
    """The solution x of ``matrix`` x = ``right``, by Gaussian elimination with partial pivoting.

    Args:
        matrix: (n, n), regular.
        right: (n,) or (n, m).

    Returns:
        float64, shaped as ``right``.

    Raises:
        ArithmeticError: the matrix is singular.
    """
    sides = _double(right)
    rows = np.hstack([_double(matrix), sides.reshape(len(sides), -1)])
    size = len(rows)
    for column in range(size):
        pivot = column + int(np.abs(rows[column:, column]).argmax())
        if rows[pivot, column] == 0:
            raise ArithmeticError("the matrix is singular")
        rows[[column, pivot]] = rows[[pivot, column]]
        shares = rows[column + 1 :, column] / rows[column, column]
        rows[column + 1 :, column:] -= shares[:, None] * rows[column, column:]
    solution = rows[:, size:]
    for column in reversed(range(size)):
        solution[column] /= rows[column, column]
        solution[:column] -= rows[:column, column, None] * solution[column]
    return np.asarray(solution.reshape(sides.shape))


def _double(values: npt.ArrayLike) -> Doubles:
    return np.asarray(values, np.float64)
