"""One simulated contact centre with vendor faces over real HTTP. See README.md."""

from connectors.simulator.handle import SimulatedCentre
from connectors.simulator.options import Options

__all__ = ["Options", "SimulatedCentre"]
