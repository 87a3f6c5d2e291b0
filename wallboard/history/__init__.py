"""What was: one row per minute for every figure that a board shows."""
