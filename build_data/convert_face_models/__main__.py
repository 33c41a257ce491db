"""Convert MediaPipe's face models for OpenCV: ``python build_data/convert_face_models [--check]``.

Writes ``fmld_synth/faces/models/*.onnx``, their checksums and their license from the models of the mediapipe 0.10.21
wheel, which pip fetches. Needs the packages onnx and tflite. The same sources give the same bytes, whatever the
machine.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import wheel
from conversion import convert
from models import NETWORKS, SOURCES

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="the wheel; fetched with pip when left out")
    parser.add_argument(
        "--into", type=Path, default=REPOSITORY / "fmld_synth" / "faces" / "models", help="folder to write to"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file would differ")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = wheel.read(options.wheel or wheel.download(Path(folder)), SOURCES)
    written = {
        f"{name}.onnx": convert(name, network, files[network.source]) for name, network in NETWORKS.items()
    }
    written["SHA256SUMS"] = checksums(written)
    written["LICENSE"] = files["LICENSE"]
    different = [
        name
        for name, content in written.items()
        if not (options.into / name).is_file() or (options.into / name).read_bytes() != content
    ]
    for name in different:
        if not options.check:
            (options.into / name).write_bytes(written[name])
        print(f"{options.into / name}: {'differs' if options.check else f'{len(written[name]):,} bytes'}")
    if not different:
        print(f"{len(written)} files in {options.into} are as they should be")
    return int(options.check and bool(different))


def checksums(files: dict[str, bytes]) -> bytes:
    """The SHA-256 of files by name, as ``sha256sum --check`` reads them."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode()


if __name__ == "__main__":
    sys.exit(main())
