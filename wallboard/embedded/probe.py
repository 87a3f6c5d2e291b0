"""`python -m wallboard.embedded.probe [PORT]`: 0 when the web server answers; for health checks.

It asks under the first host name that the server answers to: a request for plain loopback would be
refused in production, as any request for a name that is not ours.
"""

from __future__ import annotations

import http.client
import os
import sys

from wallboard.settings import variables

TIMEOUT_SECONDS = 3.0


def main(words: list[str]) -> int:
    port = int(words[0]) if words else 8000
    host = next(iter(variables.HOSTS.of(os.environ)), "localhost").lstrip(".*")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz/live", headers={"Host": host or "localhost"})
        status = connection.getresponse().status
    except OSError as error:
        sys.stderr.write(f"the web server does not answer: {error}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(f"{status}\n")
    return 0 if status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
