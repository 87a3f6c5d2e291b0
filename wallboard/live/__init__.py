"""Carries views to viewers: protocol, hub, consumers."""
