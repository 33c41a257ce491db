"""What MkDocs is given: pages, docstrings it understands, and no page that reaches outside."""

from __future__ import annotations

import pytest
from mkdocs.exceptions import PluginError
from site_docstrings import plain
from site_pages import REPOSITORY, on_post_page, public_names, reference_pages

import fmld_synth

DOCSTRING = """\
Draw it.

Args:
    width, height: of the canvas, see :class:`~fmld_synth.geometry.Box`,
        in pixels.
    seed: equal ones, equal pixels.
"""


def test_parameters_that_share_an_entry_get_one_each_and_roles_go() -> None:
    assert plain(DOCSTRING) == (
        "Draw it.\n\nArgs:\n"
        "    width: of the canvas, see `fmld_synth.geometry.Box`,\n        in pixels.\n"
        "    height: of the canvas, see `fmld_synth.geometry.Box`,\n        in pixels.\n"
        "    seed: equal ones, equal pixels.\n"
    )


def test_the_public_names_come_first_and_every_package_has_a_page() -> None:
    pages = {path: text for _, path, text in reference_pages()}
    public = [name for name in fmld_synth.__all__ if not name.startswith("_")]
    assert public_names() == public
    first, *others = pages
    assert [f"::: fmld_synth.{name}" in pages[first] for name in public] == [True] * len(public)
    assert "::: fmld_synth.synthesis.sample\n" in pages["reference/fmld_synth.synthesis.md"]
    assert len(others) > 20


@pytest.mark.parametrize(
    "outside",
    [
        '<link rel="stylesheet" href="https://fonts.example/css?a">',
        '<script async src="//cdn.example/a.js"></script>',
        "<img alt='' src='http://example.org/a.png'>",
    ],
)
def test_a_page_that_loads_from_outside_is_refused(outside: str) -> None:
    with pytest.raises(PluginError, match="example"):
        on_post_page(f"<html>{outside}</html>")


def test_links_to_follow_and_own_files_are_fine() -> None:
    page = '<a href="https://example.org"><img src="../a//b.png"></a><script src="assets/a.js"></script>'
    on_post_page(page)


def test_every_recipe_and_its_model_card_are_in_the_navigation() -> None:
    navigation = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    cards = [path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("baselines/*/MODEL_CARD.md")]
    assert cards and [card for card in cards if f": {card}\n" not in navigation] == []
