"""For other programs: read-only JSON, events of a board, figures for Prometheus."""
