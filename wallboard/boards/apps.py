from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "wallboard.boards"
    label = "boards"
    verbose_name = "Boards"

    def ready(self) -> None:
        from wallboard import checks  # noqa: F401  # registers them
        from wallboard.boards import signals

        signals.connect()
