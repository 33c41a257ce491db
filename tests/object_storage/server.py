"""A stand-in for S3 over HTTP on this machine, whose answers can be made to fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

Answer = Iterable[bytes]
SILENCE = 6.0
"""Seconds without an answer, longer than a test waits."""
Fault = Callable[[dict[str, Any], Callable[..., Any], Callable[[], Answer]], Answer]


class FaultyS3:
    """moto's server; ``faults`` are used up one by one by requests for which ``hits`` is true."""

    def __init__(self) -> None:
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        self._application = DomainDispatcherApplication(create_backend_app)
        self.faults: list[Fault] = []
        self.hits: Callable[[str, str], bool] = lambda method, path: True
        self.requests: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._server = make_server("127.0.0.1", 0, self, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Answer:
        """Answer as S3 does, or as the next fault does."""
        method, path = environment["REQUEST_METHOD"], environment["PATH_INFO"]
        with self._lock:
            self.requests.append((method, path))
            fault = self.faults.pop(0) if self.faults and self.hits(method, path) else None

        def answer() -> Answer:
            answered: Answer = self._application(environment, start)
            return answered

        return fault(environment, start, answer) if fault else answer()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


def unavailable(_: Any, start: Callable[..., Any], __: Any) -> Answer:
    """503."""
    start("503 Service Unavailable", [("Content-Type", "application/xml")])
    return [b"<Error><Code>ServiceUnavailable</Code><Message>Reduce your request rate.</Message></Error>"]


def silent(_: Any, start: Callable[..., Any], __: Any) -> Answer:
    """No answer in time."""
    time.sleep(SILENCE)
    start("500 Too Late", [])
    return [b""]


def cut_off(_: Any, __: Any, answer: Callable[[], Answer]) -> Answer:
    """Half of the body, under the headers of the whole."""
    body = b"".join(answer())
    return [body[: len(body) // 2]]


def flipped(_: Any, __: Any, answer: Callable[[], Answer]) -> Answer:
    """As many bytes, one of them another."""
    body = bytearray(b"".join(answer()))
    body[len(body) // 2] ^= 1
    return [bytes(body)]
