"""Prediction: find the faces of photographs, videos and cameras, say how each wears its mask, and draw it."""
