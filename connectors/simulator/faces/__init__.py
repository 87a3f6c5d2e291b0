"""Vendor faces of the simulated centre: one module per vendor, spellings in tables beside it."""
