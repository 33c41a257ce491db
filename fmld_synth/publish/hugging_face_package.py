"""The folder that goes to the Hugging Face Hub: the exported set, its card, manifest and description."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from fmld_synth.choices import Link, PackageLayout, checked
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.hugging_face import export_hugging_face
from fmld_synth.dataset.exporters.webdataset import export_webdataset
from fmld_synth.dataset.file_names import CONTACT_SHEET, DESCRIPTION, MANIFEST
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.record_lines import to_line
from fmld_synth.errors import UserError
from fmld_synth.locking import locked
from fmld_synth.publish import croissant
from fmld_synth.publish.contact_sheet import write_contact_sheet
from fmld_synth.publish.contents import Contents, published_records
from fmld_synth.publish.data_card import data_card
from fmld_synth.publish.hugging_face_card import card_header
from fmld_synth.publish.package import Package, check_complete, open_package, write_text
from fmld_synth.publish.packing import PackedFile, file_sha256
from fmld_synth.publish.publication import Publication

CARD, DATA, MATTES = "README.md", "data", "mattes"
MARK = CARD
LABELS = "wear"


def make_package(contents: Contents, publication: Publication, layout: str, folder: Path) -> Package:
    """Write everything that is sent to the Hub.

    Args:
        contents: of the set.
        publication: the publisher's words; it has a page.
        layout: ``imagefolder`` (pictures as files, with ``metadata.jsonl``) or ``webdataset`` (shards).
        folder: of the package: new, empty, or an earlier package.

    Raises:
        UserError: the layout is unknown; a file is missing, was altered, or cannot be written.
    """
    checked(layout, PackageLayout, "layout")
    with locked(folder, "package"):
        open_package(folder, MARK)
        return _fill(contents, publication, layout, folder)


def _fill(contents: Contents, publication: Publication, layout: str, folder: Path) -> Package:
    _check_mattes(contents)
    for name in (DATA, MATTES):
        shutil.rmtree(folder / name, ignore_errors=True)
    shards = layout == "webdataset"
    link: Link = "hard" if folder.stat().st_dev == contents.folder.stat().st_dev else "sym"
    with ExportFolder(folder / DATA, link) as data:
        if shards:
            export_webdataset(_Images(contents.folder), label_scheme(LABELS), data)
        else:
            export_hugging_face(_Images(contents.folder), label_scheme(LABELS), data)
    with_mattes = bool(contents.mattes)
    if with_mattes and not shards:
        _place_mattes(contents, folder / MATTES, link)
    files = _describe(contents, publication, folder, shards)
    check_complete(folder, [*files, CARD, croissant.NAME, DATA, *([MATTES] if with_mattes else [])])
    return Package(
        folder,
        {
            path.relative_to(folder).as_posix(): path.stat().st_size
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    )


class _Images:
    """The images of a set, as often as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[AnnotatedImage]:
        return read_manifest(self._folder)


def _check_mattes(contents: Contents) -> None:
    """Exports know the checksums of images only."""
    for record in published_records(contents.folder):
        if record.matte is not None and file_sha256(contents.folder / record.matte) != record.matte_sha256:
            raise UserError(
                f"{contents.folder / record.matte} was altered since the set was made: its SHA-256 is not "
                "the recorded matte_sha256"
            )


def _place_mattes(contents: Contents, folder: Path, link: Link) -> None:
    with ExportFolder(folder, link) as mattes:
        for record in published_records(contents.folder):
            if record.matte is not None:
                mattes.place_file(contents.folder / record.matte, record.matte.partition("/")[2])


def _describe(contents: Contents, publication: Publication, folder: Path, shards: bool) -> list[str]:
    """Write what stands beside the pictures; the names of these files, the card and Croissant left out."""
    manifest = write_text(folder / MANIFEST, (to_line(one) for one in published_records(contents.folder)))
    description = write_text(folder / DESCRIPTION, [json.dumps(contents.description, indent=2) + "\n"])
    write_contact_sheet(contents.folder, folder)
    texts = {
        f"{DATA}/": "shards: a picture, its class, annotations and mattes" if shards
        else "pictures, a folder a split, each with a metadata.jsonl: labels and boxes",
        **({f"{MATTES}/": "8-bit alpha mattes of the masks"} if contents.mattes and not shards else {}),
        MANIFEST: "one JSON object a picture: everything known of it",
        DESCRIPTION: "options, versions, counts and fingerprint of the set",
        croissant.NAME: "this set in Croissant 1.1, for programs",
    }  # fmt: skip
    patterns = {
        split: f"{DATA}/{split}-*.tar" if shards else f"{DATA}/{split}/**" for split in contents.splits
    }
    header = card_header(contents, publication, patterns)
    write_text(folder / CARD, [header, "\n", data_card(contents, publication, texts)])
    files = [(manifest, "application/jsonlines"), (description, "application/json")]
    described = croissant.Layout(
        images=tuple(
            f"*{extension}" if shards else f"{DATA}/**/*{extension}" for extension in contents.extensions
        ),
        mattes=("*.matte.png" if shards else f"{MATTES}/**/*.png",) if contents.mattes else (),
        files=[*files, *((shard, "application/x-tar") for shard in _shards(folder))],
        archives=tuple(shard.name for shard in _shards(folder)),
        repository=publication.url,
        download=f"{publication.url}/resolve/main",
    )
    write_text(folder / croissant.NAME, [croissant.croissant(contents, publication, described)])
    return [MANIFEST, DESCRIPTION, CONTACT_SHEET]


def _shards(folder: Path) -> list[PackedFile]:
    return [
        PackedFile(f"{DATA}/{path.name}", file_sha256(path), path.stat().st_size, 1)
        for path in sorted((folder / DATA).glob("*.tar"))
    ]
