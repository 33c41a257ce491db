"""SCS-Net: a small classifier of sharpened cosine similarities and convolutions."""
