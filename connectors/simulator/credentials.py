"""Credentials of the simulated contact centre. They open nothing but the simulator."""

from typing import Final

TRIO_CLIENT_KEY: Final = "DEMO-ONLY-c2ltdWxhdGVkLWNsaWVudC1rZXk="
TRIO_USERNAME: Final = "wallboard-api"
TRIO_PASSWORD: Final = "demo-lösen-1"
CALABRIO_USER: Final = "wallboard@demo.invalid"
CALABRIO_PASSWORD: Final = "demo-calabrio-1"
CALABRIO_TENANT: Final = "1"
