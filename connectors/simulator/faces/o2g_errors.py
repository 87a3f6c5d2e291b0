"""RestErrorInfo: the table of the document, as replies."""

from connectors.simulator.http import Response

_TABLE: dict[str, tuple[int, str, bool]] = {
    "NOT_READY": (1000, "The server is not yet available. Please retry later if the "
                        "initialization is not finished.", True),
    "INVALID_SESSION": (1001, "No valid session found for the given identifier. Please logout and "
                              "login with correct credentials.", True),
    "NOT_ALLOWED": (1002, "The operation is not allowed, because of insufficient rights or bad "
                          "credential. Please contact the administrator to fix the problem.",
                    False),
    "NOT_FOUND": (1003, "Missing or bad parameter sent by a request on a service. Fix the problem "
                        "and retry.", True),
    "NOT_EXPECTED": (1004, "The request can not be performed due to current user's state.Check "
                           "the state or fix your request before sending it back.", True),
    "NOT_SUPPORTED": (1005, "This operation is not supported. Please check the documentation.",
                      False),
    "BAD_PARAMETER": (1006, "Request parameters are not correct. Please fix the problem and send "
                            "the request back.", True),
    "SERVER_PROBLEM": (1007, "Server general problem. Please contact the administrator to fix the "
                             "problem.", False),
}  # fmt: skip
_STATUS = {
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED", 500: "INTERNAL_SERVER_ERROR", 503: "SERVICE_UNAVAILABLE",
}  # fmt: skip


def refusal(status: int, kind: str, inner: str = "") -> Response:
    code, text, retry = _TABLE[kind]
    body = {"httpStatus": _STATUS[status], "code": code, "helpMessage": text, "type": kind}
    if inner:
        body["innerMessage"] = f"AlcChameleonException.{inner}"
    return Response.of_json({**body, "canRetry": retry}, status)


def no_session() -> Response:
    return refusal(
        403,
        "INVALID_SESSION",
        "BAD_FRAMEWORK_SESSION_IDENTIFIER No framework session in API with this ID",
    )


def bad(what: str) -> Response:
    return refusal(400, "BAD_PARAMETER", f"BAD_PARAMETER {what}")


def missing(what: str) -> Response:
    return refusal(404, "NOT_FOUND", f"NOT_FOUND {what}")


def wrong_method() -> Response:
    return refusal(405, "NOT_SUPPORTED")
