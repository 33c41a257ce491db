"""All kinds of print: how each is drawn, dyed, sized, turned and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fmld_synth.synthesis.prints import animals, faces, fields, lettering, panels, plants, repeats, textiles
from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette, Style

Draw = Callable[[Canvas, Palette, np.random.Generator], None]
Turn = Literal["any", "square", "little", "none"]
"""Any direction; along the cloth, across it or at 45 degrees, almost; a few degrees; not at all."""


@dataclass(frozen=True)
class PrintKind:
    """One kind of print.

    Attributes:
        draw: draws it on a canvas whose cloth is dyed already.
        scale: least and greatest size of a motif, in centimeters, after cloth masks that are sold.
        style: what its palettes are like.
        turn: how it may be turned.
        weight: how often it is drawn, relative to the others.
        spread: how far its origin may lie from the middle of the cloth, in motifs.
    """

    draw: Draw
    scale: tuple[float, float]
    style: Style = "any"
    turn: Turn = "any"
    weight: float = 1.0
    spread: float = 3.0


KINDS: Mapping[str, PrintKind] = {
    "flowers": PrintKind(plants.flowers, (1.3, 4.5), weight=3),
    "bouquet": PrintKind(plants.bouquet, (3.0, 5.0), turn="little", spread=0.4),
    "leaves": PrintKind(plants.leaves, (2.0, 5.0)),
    "dots": PrintKind(repeats.dots, (0.6, 2.5), turn="square", weight=1.5),
    "icons": PrintKind(repeats.icons, (1.0, 3.0), turn="little", weight=1.5),
    "stripes": PrintKind(repeats.stripes, (0.6, 5.0), turn="square", weight=1.5),
    "plaid": PrintKind(repeats.plaid, (0.8, 6.0), turn="square", weight=1.5),
    "geometric": PrintKind(repeats.geometric, (0.8, 3.5), turn="square", weight=1.5),
    "mandala": PrintKind(repeats.mandala, (4.0, 9.0), spread=0.5, weight=0.7),
    "paisley": PrintKind(textiles.paisley, (2.0, 5.0), weight=1.5),
    "leopard": PrintKind(animals.leopard, (1.0, 2.6), "animal"),
    "zebra": PrintKind(animals.zebra, (1.5, 3.5), "animal", weight=0.6),
    "tiger": PrintKind(animals.tiger, (1.8, 3.5), "animal", "little", weight=0.5),
    "snake": PrintKind(animals.snake, (1.6, 3.2), "animal", weight=0.6),
    "cow": PrintKind(animals.cow, (3.0, 6.0), "animal", weight=0.6),
    "camouflage": PrintKind(fields.camouflage, (2.0, 5.0), "earth", weight=1.5),
    "tie_dye": PrintKind(fields.tie_dye, (4.0, 10.0), spread=0.8),
    "marble": PrintKind(fields.marble, (3.0, 8.0)),
    "gradient": PrintKind(fields.gradient, (5.0, 6.0), "placed", "square", spread=0.0),
    "lace": PrintKind(textiles.lace, (1.8, 3.6), "lace"),
    "knit": PrintKind(textiles.knit, (0.5, 1.3), turn="square", weight=1.2),
    "denim": PrintKind(textiles.denim, (0.8, 1.6), "denim", "square", weight=0.8),
    "leather": PrintKind(textiles.leather, (2.0, 4.0), "leather", weight=0.6),
    "letters": PrintKind(lettering.letters, (1.0, 3.0), turn="little"),
    "newsprint": PrintKind(lettering.newsprint, (1.0, 3.0), turn="little", weight=0.7),
    "words": PrintKind(lettering.words, (4.5, 7.5), "placed", "little", weight=1.5, spread=0.25),
    "badge": PrintKind(lettering.badge, (4.5, 6.5), "placed", "little", weight=1.5, spread=0.2),
    "cartoon": PrintKind(faces.cartoon, (4.0, 6.0), "placed", "little", spread=0.2),
    "monsters": PrintKind(faces.monsters, (1.8, 4.5), turn="little"),
    "mouth": PrintKind(faces.mouth, (3.5, 5.5), "mouth", "little", spread=0.2),
    "moustache": PrintKind(faces.moustache, (3.5, 5.5), "mouth", "little", weight=0.7, spread=0.2),
    "teeth": PrintKind(faces.teeth, (3.5, 5.5), "placed", "little", spread=0.2),
    "flag": PrintKind(panels.flag, (4.0, 6.0), "flag", "little", weight=1.2, spread=0.0),
    "halves": PrintKind(panels.halves, (4.0, 6.0), "placed", "square", weight=1.2, spread=0.1),
    "plain": PrintKind(panels.plain, (3.0, 6.0), "plain", weight=6),
    "skin_tone": PrintKind(panels.plain, (3.0, 6.0), "skin", weight=4),
    "melange": PrintKind(panels.melange, (1.0, 2.5), "plain", "square"),
}
