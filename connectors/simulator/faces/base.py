"""What a face is: it names the kind of a request and answers it from the world."""

from typing import Protocol

from connectors.simulator.http import Request, Response


class Face(Protocol):
    """Calls come one at a time, with the world advanced to now and the clock's lock held."""

    name: str

    @property
    def dialect_name(self) -> str: ...

    def speak(self, dialect: str) -> None:
        """Use another dialect from now on; ValueError if there is none of this name."""

    def kind_of(self, method: str, path: str) -> str:
        """The log's word for this request."""

    def handle(self, listener: str, request: Request) -> Response:
        """Answer one request."""

    def expire(self, what: str) -> None:
        """Forget sessions: access, refresh or all."""
