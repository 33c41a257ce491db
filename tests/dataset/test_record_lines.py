"""Lines of records, written while people press Ctrl-C."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, computed_field, field_serializer

from fmld_synth.dataset.record_lines import to_line


class _Property(BaseModel):
    @computed_field  # type: ignore[prop-decorator]
    @property
    def now(self) -> int:
        """It is asked for while the line is written."""
        raise KeyboardInterrupt


class _Serializer(BaseModel):
    number: int = 1

    @field_serializer("number")
    def _now(self, value: int) -> int:
        raise KeyboardInterrupt


@pytest.mark.parametrize("entry", [_Property(), _Serializer()])
def test_ctrl_c_stays_ctrl_c(entry):
    with pytest.raises(KeyboardInterrupt):
        to_line(entry)


class _Faulty(BaseModel):
    @computed_field  # type: ignore[prop-decorator]
    @property
    def now(self) -> int:
        """It cannot be told."""
        raise ZeroDivisionError


def test_other_errors_stay_themselves():
    with pytest.raises(Exception, match="ZeroDivisionError"):
        to_line(_Faulty())
