"""A static page that runs networks in the visitor's browser: what it consists of, its runtime, and serving it here."""
