"""``dataset-metadata.json``: what Kaggle is told about a set, checked against Kaggle's limits first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from fmld_synth.errors import UserError
from fmld_synth.publish import table
from fmld_synth.publish.contents import Contents
from fmld_synth.publish.licenses import License

NAME = "dataset-metadata.json"
KEYWORDS = ("image", "computer vision", "classification", "public health", "covid19")
"""Kaggle knows a fixed list of keywords and drops others."""


class Limit(NamedTuple):
    """Least and most characters of a field."""

    least: int
    most: int


TITLE, SUBTITLE, SLUG = Limit(6, 50), Limit(20, 80), Limit(6, 50)


class Names(NamedTuple):
    """What a dataset is called on Kaggle."""

    owner: str
    slug: str
    title: str
    subtitle: str

    @property
    def reference(self) -> str:
        """Owner and slug."""
        return f"{self.owner}/{self.slug}"

    @property
    def url(self) -> str:
        """Page of the dataset."""
        return f"https://www.kaggle.com/datasets/{self.reference}"


def default_subtitle(contents: Contents) -> str:
    """A subtitle that fits any set."""
    return f"{contents.pictures:,} pictures with measured labels, boxes and masks"


def check_names(names: Names) -> Names:
    """The names, when Kaggle accepts them.

    Raises:
        UserError: a field is too short, too long or holds characters that Kaggle does not allow.
    """
    _check_length("title", names.title, TITLE)
    _check_length("subtitle", names.subtitle, SUBTITLE)
    _check_length("slug", names.slug, SLUG)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", names.slug):
        raise UserError(f"`slug` {names.slug!r}: use small letters, digits and single hyphens between them")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", names.owner):
        raise UserError(
            f"`owner` {names.owner!r}: give the name in the address of the account, without spaces"
        )
    for parameter, text in (("title", names.title), ("subtitle", names.subtitle)):
        if "\n" in text or text != text.strip():
            raise UserError(f"`{parameter}` {text!r}: must be one line without spaces around it")
    return names


def _check_length(parameter: str, text: str, limit: Limit) -> None:
    if not limit.least <= len(text) <= limit.most:
        raise UserError(
            f"`{parameter}` {text!r} has {len(text)} characters; Kaggle takes {limit.least} to {limit.most}"
        )


def kaggle_metadata(
    names: Names, license: License, description: str, files: Mapping[str, str], *, source: str, public: bool
) -> dict[str, Any]:
    """The content of the file.

    Args:
        names: of the dataset, checked.
        license: of the dataset; Kaggle takes exactly one.
        description: Markdown, shown on the dataset's page.
        files: what each file holds, by its name.
        source: where the photographs come from and under which license.
        public: said in so many words, because Kaggle's client takes silence for public when it updates.
    """
    return {
        "title": names.title,
        "id": names.reference,
        "subtitle": names.subtitle,
        "description": description,
        "isPrivate": not public,
        "licenses": [{"name": license.name}],
        "keywords": list(KEYWORDS),
        "userSpecifiedSources": source,
        "expectedUpdateFrequency": "never",
        "resources": [_resource(name, text) for name, text in files.items()],
    }


def _resource(name: str, description: str) -> dict[str, Any]:
    resource: dict[str, Any] = {"path": name, "description": description}
    if name == table.NAME:
        resource["schema"] = {
            "fields": [
                {"name": column.name, "type": column.type, "description": column.description}
                for column in table.COLUMNS
            ]
        }
    return resource
