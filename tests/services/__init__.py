"""Starts the real parts for tests: Valkey, the whole product, a browser. Nothing here is a fake."""
