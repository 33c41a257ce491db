"""Which template and colorway a sample wears, within what ``--templates`` and ``--colors`` allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fmld_synth.generation.engine import Engine
from fmld_synth.templates.template import Template
from fmld_synth.wear import wear_state


class Chosen(NamedTuple):
    """A drawn template.

    Attributes:
        selection: what loads it again: its name, or the path the user gave.
        template: loaded.
        colorway: name of one of its colorways.
    """

    selection: str
    template: Template
    colorway: str


class TemplateChoice:
    """What a run may draw from; templates are loaded when they are first drawn.

    Args:
        engine: finds, loads and draws templates.
        templates: names, families, patterns or paths; empty for all.
        colors: names of colorways; empty for all.

    Raises:
        UserError: a name is unknown.
    """

    def __init__(self, engine: Engine, templates: Sequence[str], colors: Sequence[str]) -> None:
        self._engine = engine
        self._colors = ",".join(colors) or None
        self.names = engine.find_templates(",".join(templates) or "all")
        self._loaded: dict[str, Template] = {}

    def check(self) -> None:
        """Load every template, so that a broken one comes to light before a run begins.

        Raises:
            UserError: a template is broken, or none comes in any of the colors.
        """
        for name in self.names:
            self._engine.load_template(name)
        self._draw(np.random.default_rng(0), self.names)

    def draw(self, generator: np.random.Generator, state: str) -> Chosen:
        """Draw a template that can be worn in a state, and a colorway.

        If none of them has the loops that a state needs, any is drawn: it will be rejected, with the reason.

        Raises:
            UserError: none comes in any of the colors.
        """
        return self._draw(generator, self.names, ear_loops=wear_state(state).needs_ear_loops)

    def draw_colorway(self, generator: np.random.Generator, name: str) -> Chosen:
        """Draw a colorway of one of the templates.

        Raises:
            UserError: it comes in none of the colors.
        """
        return self._draw(generator, [name])

    def _draw(
        self, generator: np.random.Generator, names: Sequence[str], *, ear_loops: bool = False
    ) -> Chosen:
        selection, colorway = self._engine.draw_template(generator, names, self._colors, ear_loops=ear_loops)
        if selection not in self._loaded:  # looking up where a template lies takes long
            self._loaded[selection] = self._engine.load_template(selection)
        return Chosen(selection, self._loaded[selection], colorway)
