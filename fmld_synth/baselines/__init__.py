"""Baselines: published mask detectors and classifiers, trained on generated sets and tested on real photographs.

One folder a baseline (network, recipe, model card); ``harness`` trains, evaluates and exports them, ``detection`` holds
what detectors share. Everything here needs torch; nothing that generates pictures imports it.
"""
