"""Screens on walls: how one is paired, what it shows, what it is told and what it tells."""
