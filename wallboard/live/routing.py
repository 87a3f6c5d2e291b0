from __future__ import annotations

from django.urls import path

from wallboard.live.board_socket import board_socket

websocket_urlpatterns = [path("ws/board/", board_socket)]  # type: ignore[arg-type]
