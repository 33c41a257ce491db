"""Keeping clients of services quiet, and what they store for a moment to this user."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path


@contextmanager
def silent() -> Iterator[None]:
    """Let a client print and log nothing: some print headers and signed addresses, which open a door each."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


@contextmanager
def private_temporary_folder(folder: Path) -> Iterator[None]:
    """Let temporary files be made in ``folder``, which nobody else on this machine can read."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
