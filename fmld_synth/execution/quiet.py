"""MediaPipe writes to standard error while it starts, and has no switch for it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_redirecting = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Drop what native code writes to standard error: MediaPipe has no switch for its start-up lines.

    The file descriptor belongs to the whole process, so one thread at a time redirects it; a second one waits.
    """
    with _redirecting:
        sys.stderr.flush()
        saved = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            os.close(nowhere)
