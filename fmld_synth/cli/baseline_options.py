"""Options that the commands about networks share, and the names that the shell completes for them."""

from __future__ import annotations

from typing import Annotated

import typer

from fmld_synth.baselines.baseline import BUNDLED
from fmld_synth.baselines.comparison.entries import all_entries, backbone_entries
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.choices import Device
from fmld_synth.cli.completion import completion
from fmld_synth.cli.options import one_of


def baselines() -> list[str]:
    """Networks that can be trained."""
    return list(BASELINES)


def backbones() -> list[str]:
    """Backbones of networks that can have several."""
    return list(backbone_entries())


def compared_networks() -> list[str]:
    """Networks that ``benchmark-baselines`` sets side by side."""
    return list(all_entries())


def finders() -> list[str]:
    """What finds faces for a classifier; files may be given, too."""
    return [BUNDLED, *detectors()]


def detectors() -> list[str]:
    """Networks that find faces."""
    return [name for name, one in BASELINES.items() if one.task == "detection"]


ModelArgument = Annotated[
    str,
    typer.Argument(
        help="a baseline's name, a model file or a run's folder", autocompletion=completion(baselines)
    ),
]
DeviceOption = Annotated[Device, one_of(Device, "device", help="where the network runs")]
TimedDeviceOption = Annotated[
    Device,
    one_of(
        Device,
        "device",
        help="where networks run; times are always measured on one thread of the processor",
    ),
]
