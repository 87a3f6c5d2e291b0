"""What things mean: vocabulary, metrics, observations. Pure Python: no Django, no Redis, no HTTP."""
