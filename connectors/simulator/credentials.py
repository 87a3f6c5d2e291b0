"""Credentials of the simulated contact centre. They open nothing but the simulator."""

from typing import Final

TRIO_CLIENT_KEY: Final = "DEMO-ONLY-c2ltdWxhdGVkLWNsaWVudC1rZXk="
TRIO_USERNAME: Final = "wallboard-api"
TRIO_PASSWORD: Final = "demo-lösen-1"
CALABRIO_USER: Final = "wallboard@demo.invalid"
CALABRIO_PASSWORD: Final = "demo-calabrio-1"
CALABRIO_TENANT: Final = "1"
O2G_LOGIN: Final = "wallboard"
O2G_PASSWORD: Final = "demo-o2g-1"
SINCH_USER: Final = "wallboard"
SINCH_PASSWORD: Final = "demo-sinch-ö-1"
SINCH_API_KEY: Final = "DEMO-ONLY-sinch-key"
SINCH_TENANT: Final = "demo"
