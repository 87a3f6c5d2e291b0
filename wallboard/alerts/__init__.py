"""What to shout about: rules, their evaluation in one place, acknowledgement and delivery."""
