"""ImageFolder: ``SPLIT/CLASS/`` folders of images, for classification."""

from __future__ import annotations

from collections.abc import Iterable

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.names import flat_name, split_of
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.errors import UserError


def export_image_folder(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as folders of classes; images without a labeled face are left out.

    Raises:
        UserError: an image shows faces of several classes, is missing or altered, or shares its name.
    """
    for image in images:
        name = class_of_image(image, scheme)
        if name is not None:
            folder.place(image, f"{split_of(image)}/{name}/{flat_name(image)}")


def class_of_image(image: AnnotatedImage, scheme: LabelScheme) -> str | None:
    """The class that all labeled faces of an image share; None when no face is labeled.

    Raises:
        UserError: they are of several classes.
    """
    classes = classes_of_image(image, scheme)
    if len(classes) > 1:
        raise UserError(
            f"{image.name} shows faces of several classes ({', '.join(classes)}), so it belongs in no one "
            "folder; export it to a detection format, or make the set with `crop='face'`"
        )
    return classes[0] if classes else None


def classes_of_image(image: AnnotatedImage, scheme: LabelScheme) -> list[str]:
    """The classes of an image's faces that count, each once, in the scheme's order."""
    found = {scheme.class_of(face) for face in image.faces if not face.difficult}
    return [name for name in scheme.classes if name in found]
