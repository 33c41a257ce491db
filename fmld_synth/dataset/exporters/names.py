"""Where an image goes in an exported set: by its split and by its name in the set it comes from."""

from __future__ import annotations

from posixpath import splitext

from fmld_synth.dataset.annotations import AnnotatedImage

ONLY_SPLIT = "train"
"""Holds the images of sets without splits: trainers look for it."""


def split_of(image: AnnotatedImage) -> str:
    """The image's split; ``train`` in sets without splits."""
    return image.split or ONLY_SPLIT


def name_in_split(image: AnnotatedImage) -> str:
    """The image's name without the split it may begin with, in folders."""
    first, _, rest = image.name.partition("/")
    return rest if rest and first == image.split else image.name


def flat_name(image: AnnotatedImage) -> str:
    """The same in one piece, for formats that know no folders: ``chin/a.jpg`` becomes ``chin_a.jpg``."""
    return name_in_split(image).replace("/", "_")


def stem_of(name: str) -> str:
    """A name without its file extension."""
    return splitext(name)[0]
