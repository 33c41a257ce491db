"""OpenCV SSD + CNN: gamma correction, a face finder in OpenCV, and a small network (Mahmood, 2020)."""
