"""Yesterday by e-mail: who gets it, what is in it, when it is sent."""
