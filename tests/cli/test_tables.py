"""Tables on narrow screens: names fold, figures stay whole."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from fmld_synth.cli.tables import counts_table, figures_table, print_table, show_tables
from fmld_synth.errors import printable


def printed(table, width):
    file = io.StringIO()
    print_table(table, Console(file=file, width=width))
    return file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_figures_are_whole_at_every_width(width):
    heads = [
        "",
        "/a/long/path/of/a/set/without/any/space/to/break/at",
        "[bold]a[/bold]",
    ]
    rows = [
        ("images", "3", "123,456,789"),
        ("a name of many words that folds", "12,000  12,000  12,000", "0.2 MiB"),
    ]
    text = printed(figures_table("Sets", heads, rows), width)
    for figure in ("123,456,789", "12,000  12,000  12,000", "0.2 MiB"):
        assert figure in text
    assert "[bold]a[/bold]" in text  # names are no markup
    assert "/a/long/path/of/a/se" in text and "folds" in text


@pytest.mark.parametrize("width", [20, 80])
def test_counts_are_whole_at_every_width(width):
    text = printed(counts_table("Labels", {"a" * 60: 123456789, "[red]b": 1}), width)
    assert "123456789" in text and "100.0%" in text and "[red]b" in text
    assert text.count("a") >= 60


@pytest.mark.parametrize("name", ["[backup].jpg", "[/x].jpg", "[bold]", "\x1b[31mred", "two\nlines"])
def test_names_are_shown_as_they_are(name):
    written = io.StringIO()
    console = Console(file=written, width=100)
    show_tables({"names": {name: 3}}, console)
    print_table(figures_table(name, ["", name], [(name, "1")]), console)
    shown = written.getvalue()
    assert shown.count(printable(name)) >= 3 and "\x1b" not in shown
