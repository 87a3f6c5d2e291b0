"""Wallboard: a real-time wallboard for contact centres."""
