"""A server that accepts a connection and then stays silent is given up: clients of services may wait for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SILENCE = 120.0
"""Seconds without a byte from a server. Chosen by hand: storing a large file takes some."""


class SilentServer(OSError):  # noqa: N818 - it says what happened
    """A server gave no answer in time. Clients, which try again after time-outs of their own, do not know it."""


@contextmanager
def requests_given_up() -> Iterator[None]:
    """End what is asked through ``requests`` after ``SILENCE``, where the client sets no time itself."""
    from requests.adapters import HTTPAdapter
    from requests.exceptions import Timeout

    send = HTTPAdapter.send

    def limited(self: Any, request: Any, *rest: Any, **options: Any) -> Any:
        if not rest and options.get("timeout") is None:
            options["timeout"] = SILENCE
        try:
            return send(self, request, *rest, **options)
        except Timeout:
            raise SilentServer from None

    HTTPAdapter.send = limited  # type: ignore[method-assign]
    try:
        yield
    finally:
        HTTPAdapter.send = send  # type: ignore[method-assign]


@contextmanager
def httpx_given_up() -> Iterator[None]:
    """The same of what is asked through ``httpx2``."""
    from httpx2 import Client, TimeoutException

    send = Client.send

    def limited(self: Any, request: Any, *rest: Any, **options: Any) -> Any:
        times = request.extensions.get("timeout", {})
        request.extensions["timeout"] = {
            kind: SILENCE if times.get(kind) is None else times[kind]
            for kind in ("connect", "read", "write", "pool")
        }
        try:
            return send(self, request, *rest, **options)
        except TimeoutException:
            raise SilentServer from None

    Client.send = limited  # type: ignore[method-assign]
    try:
        yield
    finally:
        Client.send = send  # type: ignore[method-assign]
