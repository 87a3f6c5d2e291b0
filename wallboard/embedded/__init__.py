"""Everything on one machine under one supervisor: what `./run` becomes when all is installed.

See docs/decisions/0003-one-supervisor.md. Nothing else in the house imports this room.
"""
