"""Options about how a classifier's faces are found, for every command that looks for faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FinderOption = Annotated[
    str | None,
    typer.Option(
        help="classifiers: what finds the faces: bundled, a detector's model or its exported .onnx, or the "
        ".prototxt of a Caffe detector (default: bundled; for opencv-ssd-cnn aizoo-ssd, through OpenCV)"
    ),
]
FinderWeightsOption = Annotated[
    Path | None,
    typer.Option(help="the .caffemodel of a .prototxt (default: the one of its name beside it)"),
]
BlobSizeOption = Annotated[
    int | None,
    typer.Option(min=1, help="side in pixels of the square that a Caffe detector sees (default: 300)"),
]
GammaOption = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        max=10,
        help="gamma correction before faces are found and classified; more than 1 brightens (default: 1; 2 for "
        "opencv-ssd-cnn)",
    ),
]
