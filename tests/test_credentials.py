"""No secret comes through, however a server wrote it back."""

import base64
import html
import json
from urllib.parse import quote

import pytest

from fmld_synth.credentials import HIDDEN, without_secrets

KEY = 'a+b/c?d"e<f>7'
BASIC = base64.b64encode(f"somebody:{KEY}".encode()).decode()


@pytest.mark.parametrize(
    "written",
    [
        KEY,
        BASIC,
        BASIC.rstrip("="),
        quote(KEY, safe=""),
        quote(KEY, safe="").lower(),
        quote(BASIC, safe=""),
        quote(quote(KEY, safe=""), safe=""),
        json.dumps(KEY)[1:-1],
        json.dumps(KEY)[1:-1].replace("/", "\\/"),
        html.escape(KEY),
        KEY.encode().hex(),
        base64.b64encode(KEY.encode()).decode(),
    ],
)
def test_every_encoding_is_hidden(written):
    shown = without_secrets(f"Authorization: Basic {written}, refused", [KEY, f"somebody:{KEY}", None, ""])
    assert shown == f"Authorization: Basic {HIDDEN}, refused"


def test_the_rest_is_one_line_that_every_screen_takes():
    assert without_secrets("first\nsecond \x1b[31m red", ["secret"]) == "first second \\x1b[31m red"
