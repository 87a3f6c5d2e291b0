"""The promises of the product, each shown on the whole of it."""
