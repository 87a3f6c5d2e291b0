"""What things mean: vocabulary, metrics, observations. Pure: no Django, no Redis, no HTTP."""
