"""Enghouse Trio: polled over its REST API ("TE API")."""
