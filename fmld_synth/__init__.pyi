"""The public names, for type checkers and editors."""

from fmld_synth.api import generate_dataset as generate_dataset
from fmld_synth.api import prepare as prepare
from fmld_synth.api import render as render
from fmld_synth.api import synthesize as synthesize
from fmld_synth.dataset.records import Record as Record
from fmld_synth.errors import OtherPixelsWarning as OtherPixelsWarning
from fmld_synth.errors import Rejected as Rejected
from fmld_synth.errors import UserError as UserError
from fmld_synth.generation.configuration import Configuration as Configuration
from fmld_synth.synthesis.sample import Sample as Sample
from fmld_synth.turned_heads.turning import turn_head as turn_head
from fmld_synth.version import VERSION as __version__  # noqa: N811
from fmld_synth.wear import WEAR_STATES as WEAR_STATES

__all__ = [
    "WEAR_STATES",
    "Configuration",
    "OtherPixelsWarning",
    "Record",
    "Rejected",
    "Sample",
    "UserError",
    "__version__",
    "generate_dataset",
    "prepare",
    "render",
    "synthesize",
    "turn_head",
]
