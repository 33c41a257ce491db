"""Keeping credentials out of everything that is shown, written or raised."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from fmld_synth.errors import printable

HIDDEN = "***"
SHORTEST = 4
"""Characters of a secret: shorter ones would be found everywhere."""


def without_secrets(text: str, secrets: Iterable[str | None]) -> str:
    """A text in one line, with every secret in it replaced by ``***``, in whatever encoding it came back.

    Args:
        text: what a service answered.
        secrets: as they are; also user and key as ``USER:KEY``, which is sent in Base64.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(re.escape(form), HIDDEN, text, flags=re.IGNORECASE)
    return printable(" ".join(text.split()))


def _forms(secret: str) -> set[str]:
    """A secret as it is, in Base64 and in hexadecimal digits, each also as URLs, JSON and HTML write it."""
    data = secret.encode()
    plain = {secret, data.hex(), repr(secret)[1:-1]}
    for encoded in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        plain |= {encoded, encoded.rstrip("=")}
    forms = set()
    for one in plain:
        forms |= {one, quote(one, safe=""), quote_plus(one), html.escape(one), json.dumps(one)[1:-1]}
        forms |= {json.dumps(one)[1:-1].replace("/", "\\/"), quote(quote(one, safe=""), safe="")}
    return {form for form in forms if len(form) >= SHORTEST}
