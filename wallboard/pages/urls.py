"""Addresses of pages. What went wrong is shown by templates/4xx.html and 500.html."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from wallboard.pages.views import (
    boards,
    designer,
    displays,
    health,
    images,
    measures,
    notices,
    pairing,
    privacy,
    probes,
    screens,
    why,
)
from wallboard.pages.views.sign_in import SignIn

urlpatterns: list[URLPattern] = [
    path("", boards.front, name="front"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("boards/", boards.board_list, name="board-list"),
    path("boards/<slug:slug>/", boards.board, name="board"),
    path("boards/<slug:site>/<slug:slug>/", boards.board_of_site, name="site-board"),
    path("design/<int:board>/", designer.designer, name="designer"),
    path("design/<int:board>/preview/", designer.preview, name="design-preview"),
    path("design/<int:board>/kit", designer.kit, name="design-kit"),
    path("design/<int:board>/draft", designer.draft, name="design-draft"),
    path("design/<int:board>/publish", designer.publish, name="design-publish"),
    path("why/<int:board>/", why.why_this_number, name="why"),
    path("tv", screens.tv, name="tv"),
    path("tv/enter", screens.enter, name="tv-enter"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:notice>/end", notices.end_notice, name="notice-end"),
    path("images/", images.images, name="images"),
    path("images/<int:image>/remove", images.remove_image, name="image-remove"),
    path("images/<str:digest>", images.image, name="image"),
    path("privacy/<slug:site>/", privacy.privacy_of_site, name="privacy"),
    path("tv/program", screens.program, name="tv-program"),
    path("tv/code", pairing.code, name="tv-code"),
    path("tv/code.svg", pairing.code_picture, name="tv-code-picture"),
    path("tv/waiting", pairing.waiting, name="tv-waiting"),
    path("displays/", displays.display_list, name="display-list"),
    path("displays/pair/", displays.pair, name="display-pair"),
    path("displays/<int:display>/", displays.settings, name="display-settings"),
    path("displays/<int:display>/command/", displays.command, name="display-command"),
    path("health/", health.source_health, name="source-health"),
    path("healthz/live", probes.live, name="healthz-live"),
    path("healthz/ready", probes.ready, name="healthz-ready"),
    path("metrics", measures.metrics, name="metrics"),
]
