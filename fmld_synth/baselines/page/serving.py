"""Serve a page to the browsers of this machine, with the standard library's server."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from fmld_synth.errors import UserError

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What the page may do: it runs its own scripts and WebAssembly, and asks nobody but its own server. The page says the
same of itself, for servers that do not."""


class _Handler(SimpleHTTPRequestHandler):
    """Sends files with the types that browsers insist on, whatever this machine's list of types says."""

    extensions_map = {  # noqa: RUF012 - so the standard library has it
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".wasm": "application/wasm",
        ".txt": "text/plain; charset=utf-8",
        "": "application/octet-stream",
    }

    def end_headers(self) -> None:
        """Adds what guards the page."""
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")  # a page that is written again shows at once
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the screen is for people."""


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of a folder for this machine alone; ``serve_forever`` starts it.

    Args:
        folder: with the page.
        port: 0 for any that is free.

    Raises:
        UserError: the port is in use or not allowed.
    """
    try:
        return ThreadingHTTPServer((HOST, port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise UserError(
            f"`port` {port}: {error.strerror}; use another one, or 0 for any that is free"
        ) from error


def address_of(server: ThreadingHTTPServer) -> str:
    """Where browsers find it."""
    return f"http://{HOST}:{server.server_address[1]}/"
