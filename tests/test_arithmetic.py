"""Arithmetic that gives the same bits on every processor: right answers, and equal ones under other kernels."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth import arithmetic
from fmld_synth.execution.kernels import numpy_features

VALUES = np.linspace(-20, 20, 4001, dtype=np.float32)


@pytest.mark.parametrize("name", ["exponential", "sine", "cosine", "tangent"])
def test_functions_are_right_to_the_last_bit_of_single_precision(name: str) -> None:
    numpy_name = {"exponential": "exp", "sine": "sin", "cosine": "cos", "tangent": "tan"}[name]
    expected = getattr(np, numpy_name)(VALUES.astype(np.longdouble)).astype(np.float32)
    found = getattr(arithmetic, name)(VALUES)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


def test_logarithm_power_and_angle() -> None:
    above = np.abs(VALUES) + np.float32(0.01)
    np.testing.assert_array_max_ulp(
        arithmetic.logarithm(above), np.log(above.astype(np.longdouble)).astype(np.float32), 1
    )
    np.testing.assert_allclose(arithmetic.power(above, 0.45), above.astype(np.longdouble) ** 0.45, rtol=1e-7)
    assert arithmetic.power(0.0, 0.9) == 0
    np.testing.assert_allclose(
        arithmetic.angle([0, 1, 1], [1, 0, -1]), np.pi * np.array([0, 0.5, 0.75]), rtol=1e-6
    )


def test_a_soft_step_is_steepest_in_the_middle_and_ends_at_one() -> None:
    found = arithmetic.soft_step(VALUES)
    assert found.dtype == np.float32
    exact = VALUES.astype(np.float64)
    np.testing.assert_allclose(found, exact / np.sqrt(1 + exact**2), atol=1e-6)
    assert (np.diff(found) >= 0).all()
    np.testing.assert_array_equal(found, -arithmetic.soft_step(-VALUES))


def test_a_bell_is_nearly_gaussian() -> None:
    squares = np.square(VALUES)
    found = arithmetic.bell(squares.copy())
    np.testing.assert_allclose(found, np.exp(-squares.astype(np.float64)), atol=0.036)
    assert (found[squares >= 8] == 0).all()
    assert arithmetic.bell(np.zeros(1, np.float32)) == 1


@given(st.integers(1, 8), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_solving_gives_what_solves_the_system(size: int, columns: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(size, size)) + 3 * np.eye(size)[generator.permutation(size)]
    right = generator.normal(size=(size, columns))
    found = arithmetic.solved(matrix, right)
    np.testing.assert_allclose(matrix @ found, right, atol=1e-9 * np.linalg.cond(matrix))
    np.testing.assert_array_equal(arithmetic.solved(matrix, right[:, 0]), found[:, 0])


def test_solving_exchanges_rows_and_refuses_singular_systems() -> None:
    np.testing.assert_array_equal(arithmetic.solved([[0, 2], [4, 0]], [6, 8]), [2, 3])
    with pytest.raises(ArithmeticError, match="singular"):
        arithmetic.solved([[1, 2], [2, 4]], [1, 2])


def test_products_sums_and_lengths() -> None:
    generator = np.random.default_rng(1)
    first, second = generator.normal(size=(5, 4)), generator.normal(size=(4, 3))
    np.testing.assert_allclose(arithmetic.product(first, second), first @ second, rtol=1e-12)
    np.testing.assert_allclose(arithmetic.product(first, second[:, 0]), first @ second[:, 0], rtol=1e-12)
    planes = second.astype(np.float32)
    before = planes.copy()
    np.testing.assert_allclose(
        arithmetic.weighted_sum([1, 2, 3, 4], planes), [1, 2, 3, 4] @ planes, rtol=1e-5
    )
    np.testing.assert_array_equal(planes, before)
    assert arithmetic.weighted_sum([0.5, 2], np.array([[2], [3]], np.float32)) == 7
    np.testing.assert_array_equal(arithmetic.length([[3, 4, 0], [0, 0, 2]]), [5, 2])
    assert arithmetic.length([3, 4]) == 5


EVERYTHING = """
import hashlib
import numpy as np
from fmld_synth import arithmetic
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.synthesis.warp.radial_basis import FaceWarp
values = np.random.default_rng(0).normal(0, 3, (300, 40)).astype(np.float32)
points = canonical_face().vertices * np.float32(80.3) + np.float32(200.7)
names = ("exponential", "sine", "cosine", "tangent", "soft_step", "bell", "length")
found = [getattr(arithmetic, name)(values) for name in names]
found += [arithmetic.logarithm(np.abs(values)), arithmetic.power(np.abs(values), 2.4)]
found += [arithmetic.product(values[:40], values.T)]
found += [arithmetic.solved(values[:40], values[:40, :3]), FaceWarp(points)(canonical_face().vertices)]
print(hashlib.sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in found)).hexdigest())
"""


def under(variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_same_bits_under_other_kernels() -> None:
    chosen = [name for name in numpy_features() if name.startswith(("AVX", "FMA", "X86_V3", "X86_V4"))]
    here = under({})
    assert here == under({"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": " ".join(chosen)})
    assert here == under({"OPENBLAS_CORETYPE": "Haswell", "OMP_NUM_THREADS": "1"})
