"""No cell of a table is a formula to a spreadsheet."""

import csv
import io

import pytest

from fmld_synth.dataset.csv_cells import quoted


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0.jpg", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "  =1"])
def test_formulas_are_quoted(text):
    file = io.StringIO()
    csv.writer(file).writerow([quoted(text)])
    file.seek(0)
    assert next(csv.reader(file, strict=True))[0] == f"'{text}"


@pytest.mark.parametrize("cell", ["face.jpg", "", -1.5, 0, None, "a=b"])
def test_the_rest_stays(cell):
    assert quoted(cell) == cell
