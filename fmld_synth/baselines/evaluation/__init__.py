"""Evaluation: how right a model is on a labeled set, with intervals, plots and its worst mistakes."""
