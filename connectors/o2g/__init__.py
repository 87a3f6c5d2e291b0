"""Alcatel-Lucent Enterprise O2G: a stream of events, folded into absolute observations."""
