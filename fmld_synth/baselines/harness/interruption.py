"""Ctrl-C, and the signal with which clusters end jobs, heard between two steps instead of within one."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """While it is entered, signals set ``wanted``; a second Ctrl-C ends the program at once.

    Args:
        patient: ignore further Ctrl-C. Launchers of several processes send some of their own.
    """

    def __init__(self, patient: bool = False) -> None:
        self.wanted = False
        self._patient = patient
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():  # elsewhere Python does not allow it
            for kind in (signal.SIGINT, signal.SIGTERM):
                self._before[kind] = signal.signal(kind, self._heard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.wanted and not self._patient:
            raise KeyboardInterrupt
        self.wanted = True
