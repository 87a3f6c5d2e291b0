"""Finds what people read, for the catalogues. Only developers and tests run it."""
