"""The folder that goes to Kaggle, as its official client takes it: flat, pictures in archives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.file_names import CONTACT_SHEET, DESCRIPTION, MANIFEST
from fmld_synth.dataset.record_lines import to_line
from fmld_synth.files import encode_image, write_file
from fmld_synth.locking import locked
from fmld_synth.publish import croissant, kaggle_metadata, table
from fmld_synth.publish.contact_sheet import write_contact_sheet
from fmld_synth.publish.contents import Contents, published_records
from fmld_synth.publish.cover_image import make_cover_image
from fmld_synth.publish.data_card import data_card
from fmld_synth.publish.kaggle_metadata import Names
from fmld_synth.publish.package import Package, check_complete, open_package, write_text
from fmld_synth.publish.packing import LIMIT, Member, PackedFile, pack
from fmld_synth.publish.publication import Publication

COVER, CARD = "dataset-cover-image.jpg", "README.md"


def make_package(
    contents: Contents,
    publication: Publication,
    names: Names,
    folder: Path,
    *,
    public: bool,
    limit: int = LIMIT,
) -> Package:
    """Write everything that is sent to Kaggle; made again, the folder holds the same bytes.

    Args:
        contents: of the set.
        publication: the publisher's words.
        names: on Kaggle, checked.
        folder: of the package: new, empty, or an earlier package.
        public: whether everybody may see the dataset.
        limit: bytes of one archive.

    Raises:
        UserError: a file is missing, was altered, or cannot be written.
    """
    with locked(folder, "package"):
        open_package(folder, kaggle_metadata.NAME)
        return _fill(contents, publication, names, folder, public, limit)


def _fill(
    contents: Contents, publication: Publication, names: Names, folder: Path, public: bool, limit: int
) -> Package:
    archives = _archives(contents, folder, limit)
    manifest = write_text(folder / MANIFEST, (to_line(one) for one in published_records(contents.folder)))
    pictures = write_text(folder / table.NAME, table.table(published_records(contents.folder)))
    description = write_text(folder / DESCRIPTION, [json.dumps(contents.description, indent=2) + "\n"])
    _pictures(contents, folder)
    texts = _descriptions(contents, [archive.name for archive in archives])
    write_text(folder / CARD, [data_card(contents, publication, texts)])
    layout = croissant.Layout(
        images=tuple(f"images*/**/*{extension}" for extension in contents.extensions),
        mattes=("mattes*/**/*.png",) if contents.mattes else (),
        files=[
            (manifest, "application/jsonlines"),
            (pictures, "text/csv"),
            (description, "application/json"),
        ],
    )
    write_text(folder / croissant.NAME, [croissant.croissant(contents, publication, layout)])
    metadata = kaggle_metadata.kaggle_metadata(
        names,
        publication.license,
        data_card(contents, publication, texts, with_pictures=False),
        texts,
        source=f"{publication.source or 'Photographs of faces'}, license: {publication.source_license}",
        public=public,
    )
    write_text(folder / kaggle_metadata.NAME, [json.dumps(metadata, indent=2) + "\n"])
    check_complete(folder, (*texts, COVER, kaggle_metadata.NAME))
    return Package(folder, {name: (folder / name).stat().st_size for name in texts})


def _archives(contents: Contents, folder: Path, limit: int) -> list[PackedFile]:
    """Kaggle unpacks ``images.zip`` into ``images/``, so that paths there are those of the manifest."""
    archives = pack("images", list(_members(contents, "image")), folder, limit)
    if contents.mattes:
        archives += pack("mattes", list(_members(contents, "matte")), folder, limit)
    return archives


def _members(contents: Contents, kind: str) -> Iterator[Member]:
    for record in published_records(contents.folder):
        below = getattr(record, kind)
        if below is not None:
            name = PurePosixPath(*PurePosixPath(below).parts[1:]).as_posix()
            yield Member(contents.folder / below, name, getattr(record, f"{kind}_sha256"))


def _pictures(contents: Contents, folder: Path) -> None:
    cover = make_cover_image(contents.folder, published_records(contents.folder))
    write_file(folder / COVER, encode_image(cover, "jpeg", 92))
    write_contact_sheet(contents.folder, folder)


def _descriptions(contents: Contents, archives: list[str]) -> dict[str, str]:
    """What each file of the dataset holds."""
    texts = {
        name: "pictures" if name.startswith("images") else "8-bit alpha mattes of the masks, 255 opaque"
        for name in archives
    }
    return {
        table.NAME: "one line a picture: its file, label, boxes, pose and coverage",
        MANIFEST: "one JSON object a picture: everything known of it; boxes are left, top, width, height",
        **texts,
        croissant.NAME: "this dataset in Croissant 1.1, for programs",
        DESCRIPTION: "options, versions, counts and fingerprint of the set",
        CONTACT_SHEET: "a sample of the pictures",
        CARD: "this card",
    }
