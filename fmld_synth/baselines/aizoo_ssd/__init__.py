"""AIZOO SSD: a small single-shot detector of faces with and without mask (AIZOO, FaceMaskDetection, 2020)."""
