"""Croissant 1.1 (MLCommons): a set described so that programs can find, load and judge it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fmld_synth.dataset.file_names import CROISSANT
from fmld_synth.publish import statements
from fmld_synth.publish.contents import Contents
from fmld_synth.publish.croissant_records import Node, record_sets
from fmld_synth.publish.packing import PackedFile
from fmld_synth.publish.publication import Publication
from fmld_synth.version import VERSION

NAME = CROISSANT
SPECIFICATIONS = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
_MIME = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


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
        "description": f"{statements.HOW_MADE} {statements.HOW_LABELED}",
        "conformsTo": list(SPECIFICATIONS),
        "license": publication.license.url or "see the publisher's statement",
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
        "recordSet": record_sets(contents, with_mattes=bool(layout.mattes)),
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
        "rai:dataAnnotationProtocol": [statements.HOW_LABELED],
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
            "sc:license": publication.source_license,
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
            # A repository has no hash; the Hub itself writes this address where one is asked for.
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


def _context() -> Node:
    """The context of the specification, with the vocabularies of responsible AI and provenance."""
    terms = (
        "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field",
        "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath",
        "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace",
        "samplingRate", "separator", "source", "subField", "transform",
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
