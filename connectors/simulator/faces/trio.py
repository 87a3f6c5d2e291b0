"""The Trio face: `/te/api` on two servers, after vendor-docs 001 and VENDOR-FACTS section 1."""

import json
import re
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.faces.trio_collection import (
    filtered,
    link,
    paged,
    sorted_by,
    spelled,
)
from connectors.simulator.faces.trio_dialects import DIALECTS, TrioDialect
from connectors.simulator.faces.trio_resources import (
    BASE,
    ID_NAME,
    RESOURCES,
    Resource,
    find,
    tail_of,
)
from connectors.simulator.faces.trio_sources import CCID, Item, TrioSources
from connectors.simulator.faces.trio_tokens import Grant, TrioTokens
from connectors.simulator.http import Request, Response
from connectors.simulator.options import Options

PRIMARY, SECONDARY = "primary", "secondary"


class TrioFace:
    """Both servers of the pair; which one is in charge is `failover`."""

    name = "trio"

    def __init__(self, clock: Clock, options: Options) -> None:
        self.options = options
        self.sources = TrioSources(clock)
        self.tokens = TrioTokens(options)
        self.dialect: TrioDialect = DIALECTS["lower"]
        self.failover = False
        self.addresses = {PRIMARY: "127.0.0.1", SECONDARY: "127.0.0.1"}
        self.speak(options.trio_dialect)

    @property
    def dialect_name(self) -> str:
        return self.dialect.name

    def speak(self, dialect: str) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"unknown Trio dialect {dialect!r}; there are {', '.join(DIALECTS)}")
        self.dialect = DIALECTS[dialect]

    def expire(self, what: str) -> None:
        self.tokens.expire(what)

    def switch(self, failover: bool) -> None:
        """Let the other server take over. Counters start again there, and are whole on return."""
        if failover and not self.failover and self.options.failover_restarts_counters:
            self.sources.restart_counters()
        elif not failover:
            self.sources.baseline = {}
        self.failover = failover

    def kind_of(self, method: str, path: str) -> str:
        tail = tail_of(path)
        if tail is None:
            return "other"
        if tail in ("", "login", "refreshlogin"):
            return "sign_in" if tail else "root"
        if re.fullmatch(r"cc(/\d+)?", tail):
            return "directory"
        found = find(tail)
        return found[0].kind if found else "other"

    # answering

    def handle(self, listener: str, request: Request) -> Response:
        in_charge = SECONDARY if self.failover else PRIMARY
        if listener != in_charge and request.params.get("redirect", "").lower() != "false":
            query = f"?{request.query}" if request.query else ""
            location = f"http://{self.addresses[in_charge]}{request.path}{query}"
            return Response(307, headers={"location": location})
        return self._encoded(request, self._answer(listener, request))

    def _answer(self, listener: str, request: Request) -> Response:
        tail = tail_of(request.path)
        if tail is None:
            return self._error(404, "No such resource")
        if tail == "":
            return self._root() if request.method == "GET" else self._error(405, "Use GET")
        if tail in ("login", "refreshlogin"):
            return self._sign_in(listener, request, tail)
        if not self.tokens.bearer_is_right(listener, request):
            refusal = self._error(401, "Authorization has been denied for this request.")
            refusal.headers["www-authenticate"] = "Bearer"
            return refusal
        answer = self._resource(request, tail)
        answer.user = self.tokens_user
        return answer

    tokens_user = "wallboard-api"

    def _resource(self, request: Request, tail: str) -> Response:
        if request.method != "GET":
            return self._error(405, "This API user may only read")
        fields = request.params.get("fields", "")
        path = self._public(request.path)
        if match := re.fullmatch(r"cc(?:/(\d+))?", tail):
            items = self.sources.contact_centres()
            if match[1] is None:
                items = filtered(items, request.params, ID_NAME)
            elif int(match[1]) != CCID:
                return self._error(404, "No such contact centre")
            data = [
                {**spelled(item, "cc", fields, self.dialect), "links": self._cc_links()}
                for item in items
            ]
            return self._envelope(path, data)
        found = find(tail)
        if found is None:
            return self._error(404, "No such resource")
        resource, ccid, single = found
        if ccid != CCID:
            return self._error(404, "No such contact centre")
        if single is not None:
            pool = (resource.read_one or resource.read)(self.sources)
            items = [item for item in pool if item[resource.key] == single]
            if not items:
                return self._error(404, f"No such {resource.rel}")
            return self._envelope(path, [self._item(resource, items[0], fields)])
        return self._collection(request, resource, path, fields)

    def _collection(self, request: Request, resource: Resource, path: str, fields: str) -> Response:
        params, rows = request.params, self.dialect.resources[resource.table]
        items = filtered(resource.read(self.sources), params, resource.filters)
        items = sorted_by(items, params.get("sort", ""), rows)
        if not items and self.dialect.empty_is_204:
            return Response(204)
        page = paged(items, params, path, self.options.max_page_size)
        answer = self._envelope(path, [self._item(resource, one, fields) for one in page.items])
        if page.header is not None:
            answer.headers["x-pagination"] = page.header
        return answer

    def _item(self, resource: Resource, item: Item, fields: str) -> dict[str, Any]:
        href = resource.pattern
        if resource.one is not None:
            href = resource.one.replace(r"(\d+)", str(item[resource.key]))
        links = [link("self", self._public(f"{BASE}/cc/{CCID}/{href}"))]
        return {**spelled(item, resource.table, fields, self.dialect), "links": links}

    # root, sign-in, envelope

    def _root(self) -> Response:
        cc = self._public(f"{BASE}/cc")
        links = [
            link("Help", "/te/api/help/", desc="Help pages"),
            link("ContactCenters", cc, desc="Contact Center management"),
            link("Directory", f"{BASE}/directory", desc="Company directory"),
            link("Login", f"{BASE}/login", "POST", "Get access and refresh tokens"),
            link("RefreshLogin", f"{BASE}/refreshlogin", "POST", "Renew the tokens"),
        ]
        data = {
            "binaryVersion": "8.1.0.4711",
            "failoverMode": self.failover,
            "primaryServer": self.addresses[PRIMARY],
            "secondaryServer": self.addresses[SECONDARY],
            "links": links,
        }
        return self._envelope(BASE, [data])

    def _sign_in(self, listener: str, request: Request, what: str) -> Response:
        if request.method != "POST":
            return self._error(405, "Use POST")
        content_type = request.headers.get("content-type", "")
        if not content_type.startswith("application/x-www-form-urlencoded"):
            return self._error(415, "The form must be application/x-www-form-urlencoded")
        if not self.tokens.client_key_is_right(request):
            return self._error(401, "Unknown client key")
        if what == "login":
            if not self.tokens.user_is_right(request.form):
                return self._error(401, "Wrong user name or password")
        elif not self.tokens.redeem(listener, request.form.get("refresh_token", "")):
            return self._error(401, "The refresh token is not valid")
        answer = self._granted(self.tokens.grant(listener))
        answer.user = self.tokens_user
        return answer

    def _granted(self, grant: Grant) -> Response:
        spelling = self.dialect.login
        words: dict[str, Any] = {
            spelling["access"]: grant.access,
            spelling["refresh"]: grant.refresh,
        }
        if "expires" in spelling:
            words[spelling["expires"]] = grant.expires_in
        if "type" in spelling:
            words[spelling["type"]] = "Bearer"
        if self.dialect.login_in_envelope:
            return self._envelope(f"{BASE}/login", [words])
        return Response.of_json(words)

    def _envelope(self, path: str, data: list[dict[str, Any]]) -> Response:
        return Response.of_json({"links": [link("self", path)], "data": data})

    def _cc_links(self) -> list[dict[str, str]]:
        own = f"{BASE}/cc/{CCID}"
        links = [link("self", self._public(own))]
        below = (link(one.rel, self._public(f"{own}/{one.pattern}")) for one in RESOURCES)
        return [*links, *below]

    def _public(self, path: str) -> str:
        """The path as this dialect publishes it in links."""
        if not self.dialect.moved_links:
            return path
        return re.sub(rf"^{BASE}/cc(?=/|$)", f"{BASE}/kc", path, flags=re.IGNORECASE)

    def _error(self, status: int, text: str) -> Response:
        if self.dialect.error_member is None:
            return Response(status, text.encode(), "text/plain; charset=utf-8")
        return Response.of_json({self.dialect.error_member: text}, status)

    def _encoded(self, request: Request, answer: Response) -> Response:
        """Indented for `Accept: text/html`; in ISO-8859-1 when the Content-Type asks for it."""
        is_json = answer.content_type.startswith("application/json") and answer.body
        if is_json and request.headers.get("accept", "").startswith("text/html"):
            pretty = json.dumps(json.loads(answer.body), ensure_ascii=False, indent=2)
            answer.body = pretty.encode()
        asked = request.headers.get("content-type", "").lower().replace(" ", "")
        if is_json and "charset=iso-8859-1" in asked:
            answer.content_type = "application/json; charset=iso-8859-1"
            text = answer.body.decode()
            try:
                answer.body = text.encode("iso-8859-1")
            except UnicodeEncodeError:
                answer.body = json.dumps(json.loads(text)).encode("ascii")
        return answer
