"""A real Chromium whose console is watched: an error or a policy violation fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
)


def launch(playwright: Playwright, program: str) -> Browser:
    """Debian's browser; Playwright's own download is not available everywhere."""
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))


@dataclass
class Console:
    """What a page said that it should not. `allow` names what a test provokes on purpose."""

    troubles: list[str] = field(default_factory=list)
    _allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """For instance the failed connects while a test restarts the server."""
        self._allowed.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_message)
        context.on("weberror", lambda error: self._on_error(error.error))
        context.add_init_script(REPORT_VIOLATIONS)

    def _on_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.troubles.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _on_error(self, error: Error) -> None:
        self.troubles.append(f"uncaught: {error}")

    def complaints(self) -> list[str]:
        return [
            trouble
            for trouble in self.troubles
            if not any(pattern.search(trouble) for pattern in self._allowed)
        ]


# Some violations (an inline style attribute) are silent in the console of some versions.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("Content Security Policy: " + event.violatedDirective + " " + event.blockedURI);
});
"""


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    """Through the sign-in page, as a person does."""
    page.goto(f"{url}/admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
