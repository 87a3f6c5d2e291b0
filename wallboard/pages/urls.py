"""Addresses of pages. What went wrong is shown by templates/4xx.html and 500.html."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from wallboard.pages.views import (
    alerts,
    boards,
    designer,
    displays,
    health,
    history,
    history_export,
    measures,
    pairing,
    privacy,
    probes,
    recipients,
    rules,
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
    path("alerts/", alerts.alert_list, name="alert-list"),
    path("alerts/rules/", rules.rule_list, name="rule-list"),
    path("alerts/rules/new/<int:site>/", rules.new_rule, name="rule-new"),
    path("alerts/rules/<int:rule>/", rules.rule, name="rule"),
    path("alerts/rules/<int:rule>/delete", rules.delete_rule, name="rule-delete"),
    path("alerts/recipients/", recipients.recipient_list, name="recipient-list"),
    path("alerts/recipients/new/<int:site>/", recipients.new_recipient, name="recipient-new"),
    path("alerts/recipients/<int:recipient>/", recipients.recipient, name="recipient"),
    path(
        "alerts/recipients/<int:recipient>/delete",
        recipients.delete_recipient,
        name="recipient-delete",
    ),
    path("alerts/sites/<int:site>/", recipients.site_alerts, name="site-alerts"),
    path("alerts/<str:public_id>/", alerts.alert, name="alert"),
    path("alerts/<str:public_id>/qr.svg", alerts.qr, name="alert-qr"),
    path("design/<int:board>/", designer.designer, name="designer"),
    path("design/<int:board>/preview/", designer.preview, name="design-preview"),
    path("design/<int:board>/kit", designer.kit, name="design-kit"),
    path("design/<int:board>/draft", designer.draft, name="design-draft"),
    path("design/<int:board>/publish", designer.publish, name="design-publish"),
    path("why/<int:board>/", why.why_this_number, name="why"),
    path("tv", screens.tv, name="tv"),
    path("tv/enter", screens.enter, name="tv-enter"),
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
    path("history/", history.history, name="history"),
    path("history/<slug:site>/", history.history_day, name="history-day"),
    path(
        "history/<slug:site>/export.<str:form>",
        history_export.history_export,
        name="history-export",
    ),
    path("healthz/live", probes.live, name="healthz-live"),
    path("healthz/ready", probes.ready, name="healthz-ready"),
    path("metrics", measures.metrics, name="metrics"),
]
