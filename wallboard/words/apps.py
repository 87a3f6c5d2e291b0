from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models import Model
from django.utils.translation import gettext_lazy

from wallboard.words.languages import LANGUAGES

OURS = ("wallboard.", "allauth.usersessions")  # and whose pages in the administration are ours


# Rows of history are counted and drawn: no form or list names their fields, but for these.
WITHOUT_FORMS, BUT_FOR = "history", frozenset({"NamedClock"})


def our_rooms() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith(OURS)]


def our_models() -> list[type[Model]]:
    return [
        model
        for room in our_rooms()
        for model in room.get_models()
        if room.label != WITHOUT_FORMS or model.__name__ in BUT_FOR
    ]


class WordsConfig(AppConfig):
    """Gives every field of our models its names, help and choices in the reader's language.

    The English text in the model, or the name that Django makes of the attribute, is what the
    catalogue knows it by: a new field needs nothing. Migrations see English.
    """

    name = "wallboard.words"
    label = "words"

    def ready(self) -> None:
        for config in our_rooms():
            config.verbose_name = gettext_lazy(str(config.verbose_name))
        for model in our_models():
            _translate(model)


def _translate(model: type[Model]) -> None:
    meta = model._meta
    meta.verbose_name = gettext_lazy(str(meta.verbose_name))
    meta.verbose_name_plural = gettext_lazy(str(meta.verbose_name_plural))
    for field in (*meta.local_fields, *meta.local_many_to_many):
        field.verbose_name = gettext_lazy(str(field.verbose_name))
        if field.help_text:
            field.help_text = gettext_lazy(str(field.help_text))
        if field.choices and tuple(field.flatchoices) != LANGUAGES:
            field.choices = [
                (value, gettext_lazy(str(label))) for value, label in field.flatchoices
            ]
