"""What a publisher says about a set, beside what its records say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fmld_synth.publish.licenses import License


@dataclass(frozen=True)
class Publication:
    """The publisher's words.

    Attributes:
        title: of the set.
        license: of the set.
        source_license: under which the photographs of the faces may be used, in the publisher's words.
        source: what the photographs are and where they come from: name, address, citation; None if not said.
        owner: account that publishes; None for a set that is only described.
        url: page of the published set; None when it has none.
        day: of publication.
    """

    title: str
    license: License
    source_license: str
    source: str | None
    owner: str | None
    url: str | None
    day: date

    @property
    def version(self) -> str:
        """Version of the published set, from its day; the set's fingerprint tells two of one day apart."""
        return f"{self.day.year}.{self.day.month}.{self.day.day}"
