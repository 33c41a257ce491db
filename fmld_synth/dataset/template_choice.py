"""Which template and colourway a sample wears, within what ``--templates`` and ``--colors`` allow."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np

from fmld_synth.dataset.engine import Engine
from fmld_synth.errors import UserError
from fmld_synth.templates.template import Template


class TemplateChoice:
    """The templates of a run, loaded once.

    Args:
        engine: finds, loads and draws templates.
        templates: names, families or paths; empty for all.
        colors: names of colourways; empty for all.

    Raises:
        UserError: a name is unknown, a template is broken, or no template has any of the colours.
    """

    def __init__(self, engine: Engine, templates: Sequence[str], colors: Sequence[str]) -> None:
        self._draw = engine.draw_template
        self._colors = frozenset(colors)
        selected = engine.find_templates(",".join(templates) or "all")
        loaded = {selection: engine.load_template(selection) for selection in selected}
        self._check_colors(loaded.values())
        self._loaded = {
            selection: template
            for selection, template in loaded.items()
            if not colors or self._colors & {colourway.name for colourway in template.description.colourways}
        }
        self._selections = {template.name: selection for selection, template in self._loaded.items()}

    def _check_colors(self, templates: Iterable[Template]) -> None:
        known = sorted({colour.name for template in templates for colour in template.description.colourways})
        for color in sorted(self._colors):
            if color not in known:
                nearest = difflib.get_close_matches(color, known, n=1, cutoff=0.4)
                hint = f"; did you mean {nearest[0]}?" if nearest else "."
                raise UserError(f"--colors: no chosen template comes in {color!r}{hint} Valid: {', '.join(known)}")

    @property
    def names(self) -> list[str]:
        """What can be drawn, sorted: names of templates, or paths where the user gave one."""
        return sorted(self._loaded)

    def comes_in(self, name: str, color: str) -> bool:
        """Whether a drawable template has a colourway of that name."""
        return any(colourway.name == color for colourway in self._loaded[name].description.colourways)

    def draw(self, rng: np.random.Generator) -> tuple[Template, str]:
        """A template and the name of one of its colourways."""
        selection, colourway = self._draw(rng, self.names)
        template = self._loaded[selection]
        if self._colors:
            allowed = [one for one in template.description.colourways if one.name in self._colors]
            weights = np.array([one.weight for one in allowed])
            colourway = allowed[int(rng.choice(len(allowed), p=weights / weights.sum()))].name
        return template, colourway

    def template(self, name: str) -> Template:
        """The loaded template with this name in its description."""
        return self._loaded[self._selections[name]]

    def selected_as(self, name: str) -> str:
        """What loads this template again: its name, or the path the user gave."""
        return self._selections[name]
