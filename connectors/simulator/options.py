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
    o2g_port: int = 0
    o2g_events_port: int = 0
    o2g_secondary_port: int = 0
    o2g_secondary_events_port: int = 0
    sinch_port: int = 0
    o2g_tls_port: int = 0
    o2g_tls_events_port: int = 0
    trio_dialect: str = "lower"
    calabrio_dialect: str = "letter"
    o2g_dialect: str = "capture"
    sinch_dialect: str = "schema"
    access_token_seconds: float = 3600.0
    refresh_token_seconds: float = 2_592_000.0
    max_page_size: int = 1000
    credential_encoding: str = "base64-latin1"
    client_key_encoding: str = "verbatim"
    failover_restarts_counters: bool = True
    session_idle_seconds: float = 7200.0
    session_gone: str = "401"
    o2g_time_to_live: float = 1800.0
    o2g_grace: float = 0.5
    o2g_keepalive_seconds: float = 30.0
    o2g_queue_depth: int = 10_000
    o2g_snapshot_seconds: float = 0.05
    o2g_second_channel: str = "replace"
    o2g_require_jsessionid: bool = False
    o2g_pilot: bool = True
    o2g_rti: bool = True
    o2g_licences: int = 1000
    o2g_public_base: str = ""
    o2g_internal_base: str = ""
    o2g_public_events_base: str = ""
    o2g_internal_events_base: str = ""
    o2g_tls_certificate: str = ""
    o2g_tls_key: str = ""
    sinch_users: int = 0
    sinch_rmi: bool = True
    sinch_rai: bool = True
    sinch_rai_start: str = "quarter"
    sinch_refusal: str = "404"
    sinch_onpremises_auth: str = "none"
    sinch_session_seconds: float = 3600.0

    def __post_init__(self) -> None:
        allowed = {
            "credential_encoding": ("base64-latin1", "plain"),
            "client_key_encoding": ("verbatim", "encode"),
            "session_gone": ("401", "403", "html", "redirect"),
            "o2g_second_channel": ("replace", "both", "refuse"),
            "sinch_refusal": ("404", "403"),
            "sinch_rai_start": ("quarter", "hour", "day"),
            "sinch_onpremises_auth": ("none", "basic"),
        }
        for name, words in allowed.items():
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be one of {', '.join(words)}")
        if self.queues < 3 or self.agents < 8:
            raise ValueError("a contact centre here has at least 3 queues and 8 agents")
        if self.speed <= 0:
            raise ValueError("speed must be above 0")
