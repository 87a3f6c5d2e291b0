"""Remembers the latest fact per source, and how old it is. The only room that imports redis."""
