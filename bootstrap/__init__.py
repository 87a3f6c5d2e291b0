"""What `./run` does before anything is installed. Imports the standard library only.

The last step of starting is to become `python -m wallboard.embedded` of the environment made here.
"""
