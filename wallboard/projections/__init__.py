"""Facts plus board configuration, shaped into what a widget shows. Pure functions."""
