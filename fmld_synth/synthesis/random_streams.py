"""Where chance comes from: a seed, and one stream of random numbers for each kind of draw.

A draw of one kind never shifts those of another: a template drawn anew leaves the same parameters.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class RandomStream(IntEnum):
    """What is drawn. The numbers decide pixels: never change or reuse one.

    Kinds of draw that belong together have a ten of their own, with room for more: 0 a mask and how it is worn, 10 its
    print and its cloth, 20 things that are no masks, 30 films.
    """

    TEMPLATE = 0
    """Template and colorway of a mask, within what a run allows."""
    PARAMETERS = 1
    """All that varies within a wear state: the fields of ``Parameters``."""
    COLORWAY = 2
    """The colorway alone, where the template is given."""
    FOLDS_AND_NOISE = 3
    """What is too fine to list in ``Parameters``: the course of folds, the weave's phase, the noise."""
    COMPANIONS = 4
    """Which other faces of a photograph wear a mask too, and how."""
    RENDERING = 5
    """``full`` or ``flat``, where both are wanted."""
    ON_THE_FLY = 6
    """What a face wears in one epoch of a training that draws its pictures itself."""
    PULLED_DOWN = 7
    """How the loops hold a mask that is pulled down: ``off_throat``, and its part in ``width_scale``."""
    PRINT = 10
    """Whether a mask is printed, and the fields of its ``Print``."""
    PRINT_MOTIFS = 11
    """What is too fine to list in ``Print``: the motifs' places and shapes."""
    FINISH = 12
    """What cloth is made of, where it is not what its template says."""
    CREASES = 13
    """The course of creases in crumpled paper."""
    THINGS = 20
    """Which things that are no masks a face is given, and where they sit."""
    THING_SHAPE = 21
    """What is too fine to list in a ``Thing``: its shape and its colors."""
    THING_NOISE = 22
    """The camera's noise on a thing."""
    FILM = 30
    """How a person in a film wears their mask."""
    TURNED_HEAD = 40
    """How far the head in a photograph is turned."""


def random_stream(seed: int, stream: RandomStream, *place: int) -> np.random.Generator:
    """A fresh generator for one kind of draw.

    Args:
        seed: 0 or more.
        stream: what is drawn.
        place: of the draw, where there are several of its kind, such as the index of a face.
    """
    return np.random.default_rng((seed, stream, *place))
