"""Things that are no masks, drawn on faces: what is held before them (cups) and what is worn (scarves, caps).

A kind of thing has one place: its artwork, drawn from a seed, and where it sits. ``kinds.py`` lists them.
"""
