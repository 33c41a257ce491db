"""Evaluation: how right a model is on a labelled set, with intervals, plots and its worst mistakes."""
