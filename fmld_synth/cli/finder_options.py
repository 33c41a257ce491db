"""Options about how faces are found, for every command that looks for faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fmld_synth.baselines.baseline import FaceFinding
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.cli.baseline_options import finders
from fmld_synth.cli.options import names_from

FINDER = "How a classifier finds faces"
DETECTORS = "Detectors"
"""Groups of the help."""


def default_of(option: Literal["finder", "confidence", "gamma"]) -> str:
    """The usual value, and those of the baselines that have another: ``1; 2 for opencv-ssd-cnn``."""
    usual = getattr(FaceFinding(), option)
    others = [
        (getattr(baseline.face_finding, option), baseline)
        for baseline in BUNDLED_BASELINES.values()
        if baseline.task == "classification"
    ]
    return "; ".join(
        [
            _shown(usual),
            *(f"{_shown(value)} for {baseline.name}" for value, baseline in others if value != usual),
        ]
    )


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


FinderOption = Annotated[
    str | None,
    names_from(
        finders,
        help="what finds the faces: face-finder, bundled (MediaPipe's), a detector's model or its exported .onnx, or "
        f"the .prototxt of a Caffe detector (default: {default_of('finder')})",
        panel=FINDER,
    ),
]
FinderWeightsOption = Annotated[
    Path | None,
    typer.Option(
        help="the .caffemodel of a .prototxt (default: the one of its name beside it)", rich_help_panel=FINDER
    ),
]
BlobSizeOption = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="side in pixels of the square that a Caffe detector sees (default: 300)",
        rich_help_panel=FINDER,
    ),
]
GammaOption = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        max=10,
        help="gamma correction before faces are found and classified; more than 1 brightens (default: "
        f"{default_of('gamma')})",
        rich_help_panel=FINDER,
    ),
]
IouOption = Annotated[
    float,
    typer.Option(
        min=0,
        max=1,
        help="of faces that overlap by more, the most certain stays",
        rich_help_panel=DETECTORS,
    ),
]
