"""A stand-in for a service on the loopback interface: real HTTP, answers and mishaps as ordered."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass
class Answer:
    """What the service says."""

    status: int = 200
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Service:
    """Answers by the first rule whose method and path fit; ordered mishaps come before rules.

    Attributes:
        requests: all that was asked, in order.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._rules: list[tuple[str, str, Callable[[Request], Answer]]] = []
        self._mishaps: list[tuple[str, Answer | int]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                mishap = service._next_mishap(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                if isinstance(mishap, int):
                    got = self.rfile.read(min(mishap, length))
                    service.requests.append(Request(self.command, self.path, dict(self.headers), got))
                    service.dropped(self.path, got)
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                body = self.rfile.read(length)
                request = Request(self.command, self.path, dict(self.headers), body)
                service.requests.append(request)
                self._send(mishap or service._answer(request))

            def _send(self, answer: Answer) -> None:
                content = answer.content
                raw = (
                    content
                    if isinstance(content, bytes)
                    else b""
                    if content is None
                    else json.dumps(content).encode()
                )
                self.send_response(answer.status)
                if content is not None and not isinstance(content, bytes):
                    self.send_header("Content-Type", "application/json")
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _serve  # noqa: N815 - names http.server asks for

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def on(self, method: str, path: str, answer: Callable[[Request], Answer]) -> None:
        """Answer requests whose path begins with ``path``."""
        self._rules.append((method, path, answer))

    def fail(self, path: str, mishap: Answer | int, times: int = 1) -> None:
        """Let the next requests to ``path`` fail: with an answer, or after so many bytes of the body."""
        self._mishaps += [(path, mishap)] * times

    def repair(self) -> None:
        """Forget the mishaps that have not happened yet."""
        self._mishaps.clear()

    def asked(self, path: str) -> list[Request]:
        """The requests whose path holds ``path``."""
        return [request for request in self.requests if path in request.path]

    def dropped(self, path: str, got: bytes) -> None:
        """Called when a connection was closed in the middle of a body."""

    def _next_mishap(self, path: str) -> Answer | int | None:
        for place, (part, mishap) in enumerate(self._mishaps):
            if part in path:
                del self._mishaps[place]
                return mishap
        return None

    def _answer(self, request: Request) -> Answer:
        for method, path, answer in self._rules:
            if request.method == method and request.path.startswith(path):
                return answer(request)
        return Answer(404, {"code": 404, "message": f"no such thing: {request.method} {request.path}"})
