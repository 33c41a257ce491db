"""The contact sheet of a publication: drawn from what is published, never taken from the set's folder."""

from __future__ import annotations

from pathlib import Path

from fmld_synth.dataset.file_names import CONTACT_SHEET
from fmld_synth.files import encode_image, write_file
from fmld_synth.generation.contact_sheet import make_contact_sheet
from fmld_synth.publish.contents import published_records
from fmld_synth.regular_files import read_regular_file


def write_contact_sheet(folder: Path, package: Path) -> None:
    """Draw the pictures of the set in ``folder``; a file that holds the same already is left alone.

    Raises:
        UserError: a picture cannot be decoded, or the file cannot be written.
    """
    content = encode_image(make_contact_sheet(folder, published_records(folder)), "jpeg", 90)
    path = package / CONTACT_SHEET
    if not path.is_file() or read_regular_file(path) != content:
        write_file(path, content)
