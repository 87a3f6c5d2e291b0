"""For everyone: five languages, keyboard, screen readers, every page."""
