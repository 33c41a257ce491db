"""Croissant 1.1 (MLCommons): a set described so that programs can find, load and judge it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fmld_synth.dataset.finishing import CLASSES
from fmld_synth.dataset.output_folder import CROISSANT, MANIFEST
from fmld_synth.publish import statements
from fmld_synth.publish.contents import Contents
from fmld_synth.publish.packing import PackedFile
from fmld_synth.publish.publication import Publication
from fmld_synth.version import VERSION
from fmld_synth.wear import WEAR_STATES

NAME = CROISSANT
SPECIFICATIONS = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
BOX_FORMAT = "XYWH"
"""Left, top, width, height in pixels, as Keras names it."""
_MIME = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_SPLITS = {"train": "cr:TrainingSplit", "val": "cr:ValidationSplit", "test": "cr:TestSplit"}
_IDENTIFIER = r"(?:.*[_-])?([0-9a-f]{16}-\d+-\w+)(?:\.|$)"
"""Finds the id of a picture in the name of its files, whatever an export puts before and after it."""

Node = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """Where the files of a published set lie.

    Attributes:
        images: patterns of the image files, below the description's folder.
        mattes: patterns of the mattes; empty without mattes.
        files: the other files, the manifest among them, each with its MIME type.
        archives: those of ``files`` that hold the images and mattes; empty when these lie open.
        repository: page of the repository that holds all files; None when they lie beside the description.
        download: address below which each file can be had; None when they lie beside the description.
    """

    images: tuple[str, ...]
    mattes: tuple[str, ...]
    files: Sequence[tuple[PackedFile, str]]
    archives: tuple[str, ...] = ()
    repository: str | None = None
    download: str | None = None


def croissant(contents: Contents, publication: Publication, layout: Layout) -> str:
    """The description as JSON-LD."""
    described = {
        "@context": _context(),
        "@type": "sc:Dataset",
        "name": publication.title,
        "description": f"{statements.HOW_MADE} {statements.HOW_LABELLED}",
        "conformsTo": list(SPECIFICATIONS),
        "license": publication.licence.url or publication.source_licence,
        "version": publication.version,
        "datePublished": publication.day.isoformat(),
        "keywords": [
            "face mask",
            "synthetic data",
            "image classification",
            "object detection",
            "segmentation",
        ],
        "citeAs": _citation(publication),
        "isLiveDataset": False,
        **({"url": publication.url} if publication.url else {}),
        **({"creator": {"@type": "sc:Person", "name": publication.owner}} if publication.owner else {}),
        **_responsible_ai(publication),
        **_provenance(contents, publication),
        "distribution": _distribution(contents, layout),
        "recordSet": [_splits(contents), _labels(), _wear_states(), _pictures(contents)]
        + ([_masks()] if layout.mattes else []),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _citation(publication: Publication) -> str:
    author = f"author = {{{publication.owner}}}, " if publication.owner else ""
    address = f"url = {{{publication.url}}}, " if publication.url else ""
    return (
        f"@misc{{fmld_synth_set, {author}title = {{{publication.title}}}, year = {{{publication.day.year}}}, "
        f"{address}note = {{made with fmld-synth {VERSION}}}}}"
    )


def _responsible_ai(publication: Publication) -> Node:
    return {
        "rai:dataCollection": f"No picture was taken for this set. {statements.source_faces(publication)}",
        "rai:dataCollectionType": ["Software Collection"],
        "rai:dataPreprocessingProtocol": [statements.HOW_MADE],
        "rai:dataAnnotationProtocol": [statements.HOW_LABELLED],
        "rai:machineAnnotationTools": [f"fmld-synth {VERSION}", "MediaPipe Face Mesh"],
        "rai:dataUseCases": [*statements.USES, f"Not for: {statements.NOT_FOR}"],
        "rai:dataBiases": list(statements.BIASES),
        "rai:dataLimitations": list(statements.LIMITATIONS),
        "rai:personalSensitiveInformation": list(statements.SENSITIVE),
        "rai:dataSocialImpact": statements.SOCIAL_IMPACT,
        "rai:dataReleaseMaintenancePlan": statements.MAINTENANCE,
    }


def _provenance(contents: Contents, publication: Publication) -> Node:
    source = publication.source or "photographs of faces, named in the manifest"
    return {
        "prov:wasDerivedFrom": {
            "@type": "prov:Entity",
            "prov:label": source,
            "sc:license": publication.source_licence,
        },
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "prov:label": f"fmld-synth generate, seed {contents.description['configuration'].get('seed')}, "
            f"fingerprint {contents.fingerprint}",
            "prov:wasAssociatedWith": {
                "@type": "prov:SoftwareAgent",
                "prov:label": f"fmld-synth {contents.description.get('version', VERSION)}",
            },
        },
    }


def _distribution(contents: Contents, layout: Layout) -> list[Node]:
    nodes: list[Node] = []
    if layout.repository and not layout.archives:
        nodes.append({
            "@type": "cr:FileObject",
            "@id": "repository",
            "name": "repository",
            "description": "The repository of the published set.",
            "contentUrl": layout.repository,
            "encodingFormat": "git+https",
            # A repository has no hash; the Hub itself writes this address where the specification asks for one.
            "sha256": "https://github.com/mlcommons/croissant/issues/80",
        })  # fmt: skip
    nodes += [
        {
            "@type": "cr:FileObject",
            "@id": file.name,
            "name": file.name,
            "contentUrl": f"{layout.download}/{file.name}" if layout.download else file.name,
            "contentSize": f"{file.size} B",
            "encodingFormat": mime_type,
            "sha256": file.sha256,
        }
        for file, mime_type in layout.files
    ]
    sets = [("image-files", "Pictures", layout.images, [_MIME[one] for one in contents.extensions])]
    if layout.mattes:
        sets.append(
            ("matte-files", "8-bit alpha mattes of the masks, 255 opaque", layout.mattes, ["image/png"])
        )
    containers = list(layout.archives) or (["repository"] if layout.repository else [])
    inside = {"containedIn": [{"@id": name} for name in containers]} if containers else {}
    nodes += [
        {
            "@type": "cr:FileSet",
            "@id": identifier,
            "name": identifier,
            "description": description,
            **inside,
            "encodingFormat": formats[0] if len(formats) == 1 else formats,
            "includes": patterns[0] if len(patterns) == 1 else list(patterns),
        }
        for identifier, description, patterns, formats in sets
    ]
    return nodes


def _splits(contents: Contents) -> Node:
    return _enumeration(
        "splits",
        "cr:Split",
        [{"name": name, **({"url": _SPLITS[name]} if name in _SPLITS else {})} for name in contents.splits],
        {"name": "sc:Text", "url": "sc:URL"},
    )


def _labels() -> Node:
    return _enumeration(
        "labels",
        "sc:Enumeration",
        [{"name": name, "class": number} for name, number in CLASSES.items()],
        {"name": "sc:Text", "class": "sc:Integer"},
    )


def _wear_states() -> Node:
    return _enumeration(
        "wear_states",
        "sc:Enumeration",
        [
            {"name": state.name, "label": state.label, "description": state.description}
            for state in WEAR_STATES.values()
        ],
        {"name": "sc:Text", "label": "sc:Text", "description": "sc:Text"},
    )


def _enumeration(name: str, kind: str, rows: Sequence[Node], types: dict[str, str]) -> Node:
    """A small record set whose rows stand in the description itself."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "dataType": kind,
        "key": {"@id": f"{name}/name"},
        "field": [
            {"@type": "cr:Field", "@id": f"{name}/{field}", "name": field, "dataType": data_type}
            for field, data_type in types.items()
        ],
        "data": [{f"{name}/{field}": value for field, value in row.items()} for row in rows],
    }


def _pictures(contents: Contents) -> Node:
    """One record a picture: the picture itself, its box, split and labels."""
    text, number = "sc:Text", "sc:Integer"
    fields = [
        _identifier("pictures", "image-files"),
        _content("pictures", "picture", ["sc:ImageObject"], "image-files", "the picture"),
        _column("pictures", "image_sha256", text, "SHA-256 of the image file", name="sha256"),
        _column("pictures", "width", number, "in pixels"),
        _column("pictures", "height", number, "in pixels"),
        _column(
            "pictures", "split", text, "part of the set; all pictures of a person share it", to="splits/name"
        ),
        _column("pictures", "label", ["sc:Text", "cr:Label"], "how the mask is worn", to="labels/name"),
        _column("pictures", "wear_state", ["sc:Text", "cr:Label"], "the finer state", to="wear_states/name"),
        _box(
            "pictures", "face_box", "the face that wears the mask, in pixels; may reach outside the picture"
        ),
        _box("pictures", "mask_box", "what is seen of the mask, in pixels; empty without a mask"),
        _column("pictures", "template", text, "the mask's template; empty without a mask"),
        _column("pictures", "group", text, "photographs of one person, and near duplicates, share it"),
    ]
    return _record_set("pictures", f"{contents.pictures} pictures and their annotations.", fields)


def _masks() -> Node:
    """One record a picture with its matte."""
    fields = [
        _identifier("masks", "matte-files"),
        _content("masks", "mask", ["cr:SegmentationMask", "sc:ImageObject"], "matte-files",
                 "opacity of the mask, 0 to 255, of the picture's size"),
        _column("masks", "matte_sha256", "sc:Text", "SHA-256 of the matte's file", name="sha256"),
        _box("masks", "mask_box", "what is seen of the mask, in pixels"),
    ]  # fmt: skip
    return _record_set("masks", "Pixel masks of the face masks.", fields)


def _record_set(name: str, description: str, fields: list[Node]) -> Node:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "key": {"@id": f"{name}/id"},
        "field": fields,
    }


def _field(record_set: str, name: str, types: str | list[str], description: str, source: Node) -> Node:
    return {
        "@type": "cr:Field",
        "@id": f"{record_set}/{name}",
        "name": name,
        "description": description,
        "dataType": types,
        "source": source,
    }


def _column(
    record_set: str, column: str, types: str | list[str], description: str, *,
    name: str | None = None, to: str | None = None,
) -> Node:  # fmt: skip
    source = {"fileObject": {"@id": MANIFEST}, "extract": {"column": column}}
    field = _field(record_set, name or column, types, description, source)
    return {**field, "references": {"field": {"@id": to}}} if to else field


def _box(record_set: str, column: str, description: str) -> Node:
    source = {"fileObject": {"@id": MANIFEST}, "extract": {"column": column}, "format": BOX_FORMAT}
    return _field(record_set, column, "cr:BoundingBox", f"{description}: left, top, width, height", source)


def _identifier(record_set: str, file_set: str) -> Node:
    """The id of a record, from the name of its file; the join of the files with the manifest."""
    source = {
        "fileSet": {"@id": file_set},
        "extract": {"fileProperty": "filename"},
        "transform": {"regex": _IDENTIFIER},
    }
    field = _field(record_set, "id", "sc:Text", "unique name of the picture", source)
    return {**field, "references": {"fileObject": {"@id": MANIFEST}, "extract": {"column": "id"}}}


def _content(record_set: str, name: str, types: list[str], file_set: str, description: str) -> Node:
    source = {"fileSet": {"@id": file_set}, "extract": {"fileProperty": "content"}}
    return _field(record_set, name, types, description, source)


def _context() -> Node:
    """The context of the specification, with the vocabularies of responsible AI and provenance."""
    terms = (
        "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty",
        "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
        "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate",
        "separator", "source", "subField", "transform",
    )  # fmt: skip
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "description": {"@container": "@language"},
        "name": {"@container": "@language"},
        **{term: f"cr:{term}" for term in terms},
    }
