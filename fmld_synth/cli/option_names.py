"""What options are called: as parameters in Python, and in earlier versions.

Messages of the library speak of parameters, between backticks; here they become options.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

OTHER_NAMES = {
    "anchors": "--anchor",
    "face_index": "--face",
    "page": "--html",
    "reader": "--from",
}
"""Parameters whose option is not their name with hyphens."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "generate": {"--colours": "--colors"},
    "preview": {"--colours": "--colors"},
    "verify": {"--source": "--photographs"},
    "export": {"--faces": "--photographs"},
    "apply": {"--faces": "--photographs"},
    "add": {"--licence": "--license"},
    "kaggle": {"--licence": "--license", "--source-licence": "--source-license"},
    "huggingface": {"--licence": "--license", "--source-licence": "--source-license"},
    "croissant": {"--licence": "--license", "--source-licence": "--source-license"},
    "train-baseline": {"--format": "--from", "--workers": "--loading-threads"},
    "evaluate": {"--format": "--from"},
    "benchmark-baselines": {"--format": "--from"},
    "compare-backbones": {"--format": "--from", "--weights": "--weights-folder"},
}
"""Earlier and British spellings of options, by command, and what they are called now."""

_PARAMETER = re.compile(r"`([a-z][a-z0-9_]*)(?:=([^`]*))?`")


def option_of(parameter: str) -> str:
    """The option of a parameter, such as ``--per-face`` of ``per_face``."""
    return OTHER_NAMES.get(parameter, f"--{parameter.replace('_', '-')}")


def in_options(message: str) -> str:
    """A message of the library as the command line says it.

    Examples:
        >>> in_options("`output` out is not empty: use `resume=True`, or `crop='face'`")
        '--output out is not empty: use --resume, or --crop face'
    """
    return _PARAMETER.sub(_as_option, message)


def _as_option(found: re.Match[str]) -> str:
    option, value = option_of(found[1]), found[2]
    if value is None or value == "True":
        return option
    if value == "False":
        return option.replace("--", "--no-", 1)
    plain = value.strip("'")
    return f"{option} {plain}"
