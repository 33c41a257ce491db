"""Folders of classes as the classify mode of Ultralytics reads them: ``train/``, ``val/``, ``test/``.

Layout after Ultralytics' ``check_cls_dataset``. It numbers the classes of each split by the split's own folders, in
alphabetical order, so every split has a folder for every class, also where it stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.image_folder import class_of_image
from fmld_synth.dataset.exporters.names import flat_name, split_of
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.errors import UserError

SPLITS = {"train": "train", "val": "val", "validation": "val", "valid": "val", "test": "test"}
"""What each split's folder is called; Ultralytics knows no others."""


def export_ultralytics_classify(
    images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder
) -> None:
    """Write a set as splits of folders of classes; images without a labeled face are left out.

    Raises:
        UserError: an image shows faces of several classes, belongs to a split that Ultralytics does not read, is
            missing or altered, or shares its name; or no image of a labeled face is in ``train``.
    """
    splits, classes = set(), set()
    trained = False
    for image in images:
        name = class_of_image(image, scheme)
        if name is None:
            continue
        split = _folder_of(image)
        folder.place(image, f"{split}/{name}/{flat_name(image)}")
        splits.add(split)
        classes.add(name)
        trained = trained or split == "train"
    if splits and not trained:
        raise UserError(
            f"Ultralytics trains on the split train, and the set has labeled faces in {', '.join(sorted(splits))} "
            "alone; export it to image-folder, or add pictures to train"
        )
    for split in sorted(splits):
        for name in sorted(classes):
            folder.make_folder(f"{split}/{name}")


def _folder_of(image: AnnotatedImage) -> str:
    split = split_of(image)
    if split not in SPLITS:
        raise UserError(
            f"{image.name} belongs to the split {split}; Ultralytics reads {', '.join(sorted(set(SPLITS)))} alone: "
            "export it to image-folder, or rename the split"
        )
    return SPLITS[split]
