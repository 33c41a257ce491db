"""TFLite's sparse tensors as dense arrays.

A sparse tensor stores its axes in a traversal order, with blocks as further axes behind them. Each axis is dense, or
compressed as in the CSR format: segments say which indices belong to the entries of the axes before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tflite

INDEX_VECTORS = {
    tflite.SparseIndexVector.Int32Vector: tflite.Int32Vector,
    tflite.SparseIndexVector.Uint16Vector: tflite.Uint16Vector,
    tflite.SparseIndexVector.Uint8Vector: tflite.Uint8Vector,
}


@dataclass(frozen=True)
class _Axis:
    """One level of the traversal: ``length`` entries when dense, else compressed."""

    length: int
    segments: Sequence[int] | None = None
    indices: Sequence[int] | None = None

    def entries(self, parent: int) -> Iterator[tuple[int, int]]:
        """Coordinate and position of what belongs to the entry at position ``parent`` of the level before."""
        if self.segments is None or self.indices is None:
            yield from ((index, parent * self.length + index) for index in range(self.length))
        else:
            for position in range(self.segments[parent], self.segments[parent + 1]):
                yield self.indices[position], position


def dense(values: np.ndarray, shape: tuple[int, ...], sparsity: Any) -> np.ndarray:
    """Put the stored values of a sparse tensor where they belong.

    Args:
        values: one axis, in the order of storage.
        shape: of the tensor.
        sparsity: the file's ``SparsityParameters``.

    Returns:
        An array of ``shape`` and the type of ``values``, 0 where nothing is stored.
    """
    order = sparsity.TraversalOrderAsNumpy().tolist()
    blocks = sparsity.BlockMapAsNumpy().tolist() if sparsity.BlockMapLength() else []
    axes = [_axis(sparsity.DimMetadata(level)) for level in range(sparsity.DimMetadataLength())]
    block_lengths = [1] * len(shape)
    for level, axis in enumerate(blocks):
        block_lengths[axis] = axes[len(shape) + level].length
    result = np.zeros(shape, values.dtype)
    for coordinates, position in _walk(axes):
        place = [0] * len(shape)
        for level, coordinate in enumerate(coordinates):
            if order[level] < len(shape):
                place[order[level]] += coordinate * block_lengths[order[level]]
            else:
                place[blocks[order[level] - len(shape)]] += coordinate
        result[tuple(place)] = values[position]
    return result


def _walk(axes: Sequence[_Axis], parent: int = 0) -> Iterator[tuple[tuple[int, ...], int]]:
    """Coordinates, one a level, and position of every stored value below the entry at ``parent``."""
    if not axes:
        yield (), parent
        return
    for coordinate, position in axes[0].entries(parent):
        for others, at in _walk(axes[1:], position):
            yield (coordinate, *others), at


def _axis(metadata: Any) -> _Axis:
    if metadata.Format() == tflite.DimensionType.DENSE:
        return _Axis(metadata.DenseSize())
    return _Axis(
        0,
        _integers(metadata.ArraySegmentsType(), metadata.ArraySegments()),
        _integers(metadata.ArrayIndicesType(), metadata.ArrayIndices()),
    )


def _integers(kind: int, table: Any) -> list[int]:
    vector = INDEX_VECTORS[kind]()
    vector.Init(table.Bytes, table.Pos)
    return [int(value) for value in vector.ValuesAsNumpy()]
