"""Prints: what a cloth mask shows instead of its colorway, drawn from a seed and never from files."""
