"""Connectors speak vendor and hand over observations. They know nothing of boards or browsers."""
