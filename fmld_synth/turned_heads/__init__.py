"""Photographs of turned heads, from photographs of heads that look into the camera."""
