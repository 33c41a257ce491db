"""Licenses a set can be published under, as each service names them, and what a source license allows."""

from __future__ import annotations

import re
from typing import NamedTuple

from fmld_synth.choices import LicenseName, checked
from fmld_synth.errors import UserError


class License(NamedTuple):
    """One license.

    Attributes:
        name: Kaggle's identifier, which is the SPDX identifier where there is one.
        hugging_face: identifier in the header of a dataset card.
        url: of its text; None for ``other``.
    """

    name: str
    hugging_face: str
    url: str | None


_CREATIVE_COMMONS = "https://creativecommons.org"
LICENSES = {
    license.name: license
    for license in (
        License("CC0-1.0", "cc0-1.0", f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
        License("CC-BY-4.0", "cc-by-4.0", f"{_CREATIVE_COMMONS}/licenses/by/4.0/"),
        License("CC-BY-SA-4.0", "cc-by-sa-4.0", f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/"),
        License("CC-BY-NC-4.0", "cc-by-nc-4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc/4.0/"),
        License("CC-BY-NC-SA-4.0", "cc-by-nc-sa-4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc-sa/4.0/"),
        License("apache-2.0", "apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        License("other", "other", None),
    )
}


def find_license(name: str) -> License:
    """The license called ``name``, in any case.

    Raises:
        UserError: there is none; the message lists the valid names and the nearest.
    """
    by_lower_case = {license.lower(): license for license in LICENSES}
    return LICENSES[checked(by_lower_case.get(name.lower(), name), LicenseName, "license")]


def check_source_license(source_license: str | None, license: License) -> str:
    """What the publisher says of the photographs' license, when a set made from them may carry ``license``.

    Only the conditions of Creative Commons licenses are recognized; any other text is taken as it is.

    Raises:
        UserError: nothing is said, or the photographs' license forbids to publish the set, or to publish it
            under ``license``.
    """
    stated = (source_license or "").strip()
    if not stated:
        raise UserError(
            "`source_license` is missing: say under which license the photographs of the faces may be used, "
            "as in `source_license='CC-BY-4.0'`; without it nothing is published"
        )
    matched = re.search(r"\bcc[- ]by((?:[- ](?:nc|nd|sa))*)\b", stated.lower())
    conditions = set(re.findall("nc|nd|sa", matched.group(1))) if matched else set()
    if "nd" in conditions:
        raise UserError(
            f"`source_license` {stated}: ND (no derivatives) forbids to publish pictures made from these "
            "photographs; publish the masks alone: export with `to='overlays'`"
        )
    if license.name == "other":
        return stated
    for condition, meaning in (("nc", "non-commercial"), ("sa", "share alike")):
        if condition in conditions and condition not in license.hugging_face.split("-"):
            raise UserError(
                f"`license` {license.name} grants more than `source_license` {stated} does ({meaning}): "
                f"choose a license with {condition.upper()}, or other"
            )
    return stated
