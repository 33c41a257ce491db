"""Overlays: a picture taken apart into what may be published and what only its photograph opens.

A picture is its photograph with a mask laid over it. Published is the mask alone: an RGBA layer with its
color, shadow and transparency, rendered on plain black and white instead of on the face, so that no pixel of
it was ever mixed with the photograph. Laid over the photograph it gives the picture, but for small
differences: rounding, and the grain of compression, which belongs to mask and face together. These are
published sealed, with a key that is computed from the photograph's file: only those who hold it already can
open them.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

import numpy as np

from fmld_synth.geometry import ByteArray

PURPOSE = b"fmld-synth overlay\n"
"""Keeps the key apart from the photograph's SHA-256, which is published."""


def mask_layer(photograph: ByteArray, render: Callable[[ByteArray], ByteArray]) -> ByteArray:
    """The masks of a picture and their shadows, without the photograph they were laid over.

    The same rendering on black and on white tells color and opacity of every pixel apart (triangulation
    matting, Smith and Blinn 1996).

    Args:
        photograph: uint8 (height, width, 3); of it only the size is used.
        render: lays the masks over any picture of that size; it must not mix neighboring pixels.

    Returns:
        uint8 (height, width, 4), RGBA, not premultiplied; transparent pixels are black.
    """
    black, white = (render(np.full_like(photograph, level)).astype(np.int32) for level in (0, 255))
    opacity = np.clip(255 - np.round((white - black).mean(axis=2)), 0, 255).astype(np.int32)
    color = (black * 255 + opacity[..., None] // 2) // np.maximum(opacity[..., None], 1)
    color[opacity == 0] = 0
    layer = np.concatenate([np.clip(color, 0, 255), opacity[..., None]], axis=2)
    return np.asarray(layer, np.uint8)


def laid_over(photograph: ByteArray, layer: ByteArray) -> ByteArray:
    """A layer over a photograph, in whole numbers, so that every machine gets the same bytes.

    Args:
        photograph: uint8 (height, width, 3), RGB.
        layer: uint8 (height, width, 4), RGBA, not premultiplied.
    """
    opacity = layer[..., 3:].astype(np.int32)
    mixed = photograph * (255 - opacity) + layer[..., :3] * opacity
    return np.asarray((mixed + 127) // 255, np.uint8)


def photograph_key(content: bytes) -> bytes:
    """The key of a photograph: 32 bytes that follow from its file and from nothing that is published."""
    return hashlib.sha256(PURPOSE + content).digest()


def sealed_difference(picture: ByteArray, approximation: ByteArray, key: bytes, name: str) -> bytes:
    """What a picture differs from an approximation, for holders of the key only.

    Args:
        picture: uint8 (height, width, 3).
        approximation: of the same shape.
        key: of the photograph.
        name: of the picture; no two under one key may share it.
    """
    return _masked(zlib.compress((picture - approximation).tobytes()), key, name)


def with_difference(approximation: ByteArray, sealed: bytes, key: bytes, name: str) -> ByteArray:
    """The picture of :func:`sealed_difference`.

    Raises:
        ValueError: the key or the name is another one, or the difference is damaged.
    """
    try:
        stream = zlib.decompressobj()
        content = stream.decompress(_masked(sealed, key, name), approximation.nbytes)
    except zlib.error as error:
        raise ValueError("sealed with another key, or damaged") from error
    if len(content) != approximation.nbytes or stream.unconsumed_tail or not stream.eof:
        raise ValueError("not the difference of a picture of this size")
    difference = np.frombuffer(content, np.uint8)
    return np.asarray(approximation + difference.reshape(approximation.shape), np.uint8)


def _masked(content: bytes, key: bytes, name: str) -> bytes:
    """A stream cipher: exclusive or with SHAKE-256 of key and name; twice, it gives the content again."""
    stream = hashlib.shake_256(key + name.encode()).digest(len(content))
    return np.bitwise_xor(np.frombuffer(content, np.uint8), np.frombuffer(stream, np.uint8)).tobytes()
