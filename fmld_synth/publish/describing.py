"""Croissant for a set that stays where it is."""

from __future__ import annotations

from pathlib import Path

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST
from fmld_synth.locking import locked
from fmld_synth.publish.contents import Contents
from fmld_synth.publish.croissant import NAME, Layout, croissant
from fmld_synth.publish.package import write_text
from fmld_synth.publish.packing import PackedFile, file_sha256
from fmld_synth.publish.publication import Publication


def describe(contents: Contents, publication: Publication) -> Path:
    """Write ``croissant.json`` into a set.

    Raises:
        UserError: the file cannot be written.
    """
    with locked(contents.folder, None):
        return _describe(contents, publication)


def _describe(contents: Contents, publication: Publication) -> Path:
    types = {MANIFEST: "application/jsonlines", DESCRIPTION: "application/json"}
    files = [
        (PackedFile(name, file_sha256(path), path.stat().st_size, 1), mime_type)
        for name, mime_type in types.items()
        for path in [contents.folder / name]
    ]
    layout = Layout(
        images=tuple(f"images/**/*{extension}" for extension in contents.extensions),
        mattes=("mattes/**/*.png",) if contents.mattes else (),
        files=files,
    )
    path = contents.folder / NAME
    write_text(path, [croissant(contents, publication, layout)])
    return path
