"""Turn face photographs into verified, labeled photographs of incorrectly worn face masks.

The public names are ``dir(fmld_synth)``. Each is loaded at its first use, so importing the package costs nothing:
``__init__.pyi`` names them to type checkers.

    import fmld_synth

    sample = fmld_synth.synthesize("portrait.jpg", wear_state="nose_exposed", template="kn95", seed=7)
"""

from fmld_synth.version import VERSION as __version__  # noqa: N811

_MODULES = {
    "Configuration": "fmld_synth.generation.configuration",
    "OtherPixelsWarning": "fmld_synth.errors",
    "Record": "fmld_synth.dataset.records",
    "Rejected": "fmld_synth.errors",
    "Sample": "fmld_synth.synthesis.sample",
    "UserError": "fmld_synth.errors",
    "WEAR_STATES": "fmld_synth.wear",
    "generate_dataset": "fmld_synth.api",
    "prepare": "fmld_synth.api",
    "render": "fmld_synth.api",
    "synthesize": "fmld_synth.api",
    "turn_head": "fmld_synth.turned_heads.turning",
}
"""Where each public name comes from."""

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


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
