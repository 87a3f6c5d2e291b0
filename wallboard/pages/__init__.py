"""The HTML shells: what a person or a screen gets before the socket takes over."""
