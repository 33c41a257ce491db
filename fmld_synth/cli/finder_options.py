"""Options about how faces are found, for every command that looks for faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.completion import finders
from fmld_synth.cli.options import names_from

FINDER = "How a classifier finds faces"
DETECTORS = "Detectors"
"""Groups of the help."""

FinderOption = Annotated[
    str | None,
    names_from(
        finders,
        help="what finds the faces: mediapipe, a detector's model or its exported .onnx, or the .prototxt of a Caffe "
        "detector (default: mediapipe; for opencv-ssd-cnn aizoo-ssd, through OpenCV)",
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
        help="gamma correction before faces are found and classified; more than 1 brightens (default: 1; 2 for "
        "opencv-ssd-cnn)",
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
