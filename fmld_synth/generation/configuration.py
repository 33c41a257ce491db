"""Every option of ``generate``: those that decide the set, where it goes, and how the work is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from fmld_synth.choices import Executor
from fmld_synth.generation.set_options import SetOptions, as_text, checked_options
from fmld_synth.remarks import REMARKS


class Configuration(SetOptions):
    """What to make, where it goes and how the work is done.

    Attributes:
        output: folder of the finished set.
        workers: processes; None for one a core.
        executor: who does the work: ``processes`` of this machine, or actors of ``ray``.
        ray_address: of a running cluster of Ray, such as ``auto``; None starts Ray on this machine.
        resume: go on with an interrupted run.
        overwrite: replace a set made earlier.
        others: see :class:`fmld_synth.generation.set_options.SetOptions`.

    Example:
        >>> configuration = fmld_synth.Configuration(input="faces", output="out", wear="chin=0.3,nose_exposed=0.7")
        >>> configuration.wear
        {'nose_exposed': 0.7, 'chin': 0.3}
        >>> configuration.pictures_per_face
        4
    """

    output: str
    workers: Annotated[int, Field(ge=1, le=1024)] | None = None
    executor: Executor = "processes"
    ray_address: str | None = None
    resume: bool = False
    overwrite: bool = False

    @field_validator("output", mode="before")
    @classmethod
    def _output_as_text(cls, value: Any) -> Any:
        return as_text(value)

    @model_validator(mode="after")
    def _address_of_ray(self) -> Self:
        if self.ray_address is not None and self.executor != "ray":
            raise ValueError("`ray_address` needs `executor='ray'`")
        return self

    @model_validator(mode="after")
    def _films_are_made_here(self) -> Self:
        if self.film and (self.resume or self.executor != "processes"):
            wrong = "resume" if self.resume else "executor"
            raise ValueError(
                f"`{wrong}` does not go with a film as `input`: it is made in one go, in one process"
            )
        return self

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        if self.resume and self.overwrite:
            raise ValueError("give either `resume` or `overwrite`, not both")
        return self


def make_configuration(values: Mapping[str, Any]) -> Configuration:
    """Check the options of a run.

    Args:
        values: options by name; missing ones take their defaults.

    Raises:
        UserError: an option is unknown, missing or wrong; one line that names it.
    """
    return checked_options(Configuration, values)


def merge_options(file: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a file, overridden by those given on the command line (None is not given).

    States that are given are the whole mix: the file's share of correctly worn masks goes with its states, with a
    remark.
    """
    merged = dict(file)
    given = {name: value for name, value in given.items() if value is not None}
    if "count" in given:
        merged.pop("per_face", None)
    if "per_face" in given:
        merged.pop("count", None)
    if "wear" in given and "include_correct" not in given:
        share = merged.pop("include_correct", None)
        if share and "correct" not in given["wear"]:
            REMARKS.warning(
                "`wear` replaces the mix and the %g of correctly worn masks in it; `include_correct` adds some",
                share,
            )
    return {**merged, **given}
