"""How the C library hands out memory."""

from __future__ import annotations

import ctypes

# Options of mallopt(3), and the value that switches the giving back off.
TRIM_THRESHOLD, TOP_PAD, MMAP_MAX = -1, -2, -4
NEVER = 2**31 - 1
GROWTH = 64 << 20
"""Bytes that the heap grows by."""


def keep_memory() -> bool:
    """Let this process keep what it frees, for its next step: training needs the same blocks again and again.

    The GNU C library gives large blocks back to the system at once, which clears them page by page when they are
    asked for again: that costs nearly half of a training step of a convolutional network.

    Returns:
        whether the C library can be told; others than GNU's are left as they are.
    """
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is None:
        return False
    return all(
        tell(option, value) for option, value in ((MMAP_MAX, 0), (TRIM_THRESHOLD, NEVER), (TOP_PAD, GROWTH))
    )
