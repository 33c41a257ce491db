"""CSV: ``faces.csv`` beside the images, one row a face; see ``table`` for its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.csv_cells import quoted
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.table import COLUMNS, place_files, table_rows
from fmld_synth.dataset.label_schemes import LabelScheme

TABLE = "faces.csv"


def export_csv(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as a table; missing values are empty.

    Raises:
        UserError: a file is missing or altered, or two images have one name.
    """
    with folder.open(TABLE) as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for image in images:
            place_files(image, folder)
            for row in table_rows(image, scheme):
                writer.writerow({name: quoted(cell) for name, cell in row.items()})
