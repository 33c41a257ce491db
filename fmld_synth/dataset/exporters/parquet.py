"""Parquet: ``faces.parquet`` beside the images, one row a face; see ``table`` for its columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.table import COLUMNS, place_files, table_rows
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.errors import UserError

TABLE = "faces.parquet"
ROWS_IN_GROUP = 5000


def export_parquet(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as a table; missing values are null.

    Raises:
        UserError: pyarrow is not installed, a file is missing or altered, or two images have one name.
    """
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise UserError("`to` parquet needs pyarrow: pip install 'fmld-synth[export]'") from None
    types = {str: pyarrow.string(), int: pyarrow.int32(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    rows: list[dict[str, Any]] = []
    with ParquetWriter(folder.folder / TABLE, schema) as writer:
        for image in images:
            place_files(image, folder)
            rows.extend(table_rows(image, scheme))
            if len(rows) >= ROWS_IN_GROUP:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows.clear()
        if rows:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
