"""Everything that can be chosen about the simulated centre; command line and tests share it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Durations in seconds; a port of 0 means any free one; `start` is HH:MM or "now"."""

    seed: int = 7
    queues: int = 12
    agents: int = 60
    speed: float = 1.0
    start: str = "09:40"
    frozen: bool = False
    timezone: str = "Europe/Stockholm"
    host: str = "127.0.0.1"
    port: int = 0
    trio_port: int = 0
    trio_secondary_port: int = 0
    calabrio_port: int = 0
    trio_dialect: str = "lower"
    calabrio_dialect: str = "letter"
    access_token_seconds: float = 3600.0
    refresh_token_seconds: float = 2_592_000.0
    max_page_size: int = 1000
    credential_encoding: str = "base64-latin1"
    client_key_encoding: str = "verbatim"
    failover_restarts_counters: bool = True
    session_idle_seconds: float = 7200.0
    session_gone: str = "401"

    def __post_init__(self) -> None:
        allowed = {
            "credential_encoding": ("base64-latin1", "plain"),
            "client_key_encoding": ("verbatim", "encode"),
            "session_gone": ("401", "403", "html", "redirect"),
        }
        for name, words in allowed.items():
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be one of {', '.join(words)}")
        if self.queues < 3 or self.agents < 8:
            raise ValueError("a contact centre here has at least 3 queues and 8 agents")
        if self.speed <= 0:
            raise ValueError("speed must be above 0")
