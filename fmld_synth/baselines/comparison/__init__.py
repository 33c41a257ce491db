"""Comparing baselines with each other: what they cost, and how right they are on the same pictures."""
