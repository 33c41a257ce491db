"""Names that the shell completes: those of the registries, with what plug-ins add."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Names = Callable[[], Iterable[str]]
"""Lists names; what it needs is imported when it is called, as completion is rare and start must be quick."""


def completion(names: Names, *, several: bool = False) -> Callable[[str], list[str]]:
    """What completes a word.

    Args:
        names: that begin like the word are offered.
        several: the word may be a list with commas, whose last name is completed.
    """

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",") if several else ("", "", incomplete)
        try:
            return [f"{before}{comma}{name}" for name in names() if name.startswith(last)]
        except ImportError:  # of an extra that is not installed
            return []

    return complete


def wear_states() -> list[str]:
    """States in which a mask is worn."""
    from fmld_synth.wear import masked_states

    return list(masked_states())


def templates() -> list[str]:
    """Families and templates: bundled ones, the user's own and those of plug-ins."""
    from fmld_synth.templates.library import list_templates
    from fmld_synth.templates.template import FAMILIES

    return ["all", *FAMILIES, *list_templates()]


def template_names() -> list[str]:
    """Templates alone."""
    from fmld_synth.templates.library import list_templates

    return list_templates()


def colors() -> list[str]:
    """Colorways of all templates."""
    from fmld_synth.templates.library import list_templates, load_description

    found = (colorway.name for name in list_templates() for colorway in load_description(name).colorways)
    return sorted(set(found))


def thing_kinds() -> list[str]:
    """Kinds of things that are no masks."""
    from fmld_synth.synthesis.things.kinds import KINDS

    return list(KINDS)


def set_formats() -> list[str]:
    """Formats of datasets that are read."""
    from fmld_synth.dataset.readers import READERS

    return ["auto", *(name.replace("_", "-") for name in READERS)]


def landmark_sources() -> list[str]:
    """What finds faces, hands and people."""
    from fmld_synth.faces.landmark_sources import LANDMARK_SOURCES

    return list(LANDMARK_SOURCES)


def input_formats() -> list[str]:
    """What ``generate`` reads."""
    return ["photographs", *set_formats()]


def compared_formats() -> list[str]:
    """What ``compare`` reads."""
    return ["pictures", *set_formats()]


def export_formats() -> list[str]:
    """Formats of datasets that are written."""
    from fmld_synth.dataset.exporting import EXPORTERS

    return [*EXPORTERS, "overlays"]
