"""Exporting: a trained model as one file that runs without torch, checked against it."""
