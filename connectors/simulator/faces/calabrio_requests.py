"""Reading Calabrio requests: path, session cookie, ids and numbers."""

from http.cookies import SimpleCookie

from connectors.simulator.http import Request

BASE = "/api/rest"
COOKIE = "hazelcast.sessionId"


class BadParameter(ValueError):
    """A parameter that the document answers with 400."""


def ids_of(request: Request) -> list[int] | None:
    if not request.body.strip():
        return None
    try:
        given = request.json()
        ids = given.get("agentIds") if isinstance(given, dict) else None
        return None if ids is None else [int(number) for number in ids]
    except (ValueError, TypeError):
        raise BadParameter("the body must be JSON with agentIds") from None


def number_of(params: dict[str, str], name: str, default: int) -> int:
    try:
        return int(params.get(name.lower()) or default)
    except ValueError:
        raise BadParameter(f"{name} must be a number") from None


def tail_of(path: str) -> str | None:
    stripped = path.rstrip("/")
    return stripped[len(BASE) + 1 :] if stripped.startswith(BASE + "/") else None


def session_of(request: Request) -> str:
    cookies: SimpleCookie = SimpleCookie()
    cookies.load(request.headers.get("cookie", ""))
    return cookies[COOKIE].value if COOKIE in cookies else ""
