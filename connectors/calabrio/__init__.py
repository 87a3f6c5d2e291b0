"""Calabrio ONE 11: real-time agent states, adherence, schedules, agents. See README.md."""
