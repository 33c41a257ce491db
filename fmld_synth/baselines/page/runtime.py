"""ONNX Runtime Web, which runs networks in browsers: from a folder, from the cache, or fetched once when asked for.

Nothing but the very files that are named here is taken: each is compared with its SHA-256.
"""

from __future__ import annotations

import http.client
import io
import os
import sys
import tarfile
import urllib.request
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.files import sha256_of, write_file

VERSION = "1.30.0"
ADDRESS = f"https://registry.npmjs.org/onnxruntime-web/-/onnxruntime-web-{VERSION}.tgz"
ARCHIVE_BYTES = 33_106_585
ARCHIVE_SHA256 = "d2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71"
FILES = {
    "ort.wasm.bundle.min.mjs": "11e64bd8ffe11bd1a2a2f0d6275fdfbbba7262f0b76b99b53d228a8a22ef3d90",
    "ort-wasm-simd-threaded.mjs": "e13f7f94fc51b4ca72b12faeb1ee95f4ace6dfbc8939bc718aabdc0a27c4299b",
    "ort-wasm-simd-threaded.wasm": "3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2",
}
"""Of the package's folder ``dist``: what runs networks on the processor, and nothing else."""
INSIDE = ("", "dist", "package/dist", "onnxruntime-web/dist", "node_modules/onnxruntime-web/dist")
"""Where the files may lie below a folder that a user names: that of npm, of the unpacked archive, or a copy."""
TIMEOUT = 30.0
"""Seconds without a byte after which the registry counts as unreachable."""
LICENSE_NAME = "ONNX_RUNTIME_LICENSE.txt"
LICENSE = f"""\
ONNX Runtime Web {VERSION} ({", ".join(FILES)}), {ADDRESS}

MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
"""The package has the license's name alone; this is its text with the copyright line of its repository."""


def runtime_files(folder: Path | None = None, *, fetch: bool = False) -> dict[str, bytes]:
    """Content of the runtime's files by name.

    Args:
        folder: that holds them, see :data:`INSIDE`; None for the cache.
        fetch: download them from npm's registry where the cache does not have them, and keep them there.

    Raises:
        UserError: they are nowhere, are others, or cannot be fetched; one line with the remedy.
    """
    if folder is not None:
        return _from_folder(folder)
    cache = cache_folder()
    kept = {name: _content(cache / name) for name in FILES}
    if all(_is_right(name, content) for name, content in kept.items()):
        return kept
    if not fetch:
        raise UserError(
            f"the page needs ONNX Runtime Web {VERSION} (MIT): `fetch_runtime=True` downloads it once from npm's "
            f"registry ({ARCHIVE_BYTES / 1e6:.0f} MB) into {cache}, or `runtime` names a folder that has it"
        )
    files = unpacked(_downloaded())
    for name, content in files.items():
        write_file(cache / name, content)
    return files


def cache_folder() -> Path:
    """Where fetched files are kept, in the user's folder for caches on this system."""
    if sys.platform == "darwin":
        caches = Path.home() / "Library" / "Caches"
    else:
        place = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
        caches = Path(os.environ.get(place) or Path.home() / ".cache")
    return caches / "fmld-synth" / f"onnxruntime-web-{VERSION}"


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The runtime's files in npm's archive.

    Raises:
        UserError: it is another archive.
    """
    if sha256_of(archive) != ARCHIVE_SHA256:
        raise UserError(f"{ADDRESS} gave another file than ONNX Runtime Web {VERSION}; it was not used")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = {name: tar.extractfile(f"package/dist/{name}") for name in FILES}
        return {name: member.read() for name, member in members.items() if member is not None}


def _from_folder(folder: Path) -> dict[str, bytes]:
    places = [folder / inside for inside in INSIDE]
    place = next((one for one in places if all((one / name).is_file() for name in FILES)), None)
    if place is None:
        raise UserError(
            f"`runtime` {folder} has no {', '.join(FILES)}; name the folder dist of onnxruntime-web"
        )
    files = {name: _content(place / name) for name in FILES}
    for name, content in files.items():
        if not _is_right(name, content):
            raise UserError(
                f"`runtime` {place / name} is not that of onnxruntime-web {VERSION}; get that version"
            )
    return files


def _is_right(name: str, content: bytes) -> bool:
    return sha256_of(content) == FILES[name]


def _content(path: Path) -> bytes:
    """Empty where the file cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _downloaded() -> bytes:
    try:
        with urllib.request.urlopen(ADDRESS, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(ARCHIVE_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise UserError(
            f"{ADDRESS} cannot be fetched ({error}); try again, or fetch it elsewhere, unpack it and name its "
            "folder with `runtime`"
        ) from error
    return content
