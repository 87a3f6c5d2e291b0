"""When a page has become what its reader will see: nothing on its way, nothing being drawn."""

from __future__ import annotations

from playwright.sync_api import Page, Request

from tests.services import waiting

DEADLINE_SECONDS = 20.0
QUIET_MS = 100
MOST_MS = 1500  # a page whose figures never rest is looked at in mid-course
# True when the fonts are there, nothing changed for `quiet`, and no part waits for its first data.
QUIET = """async ([quiet, most]) => {
  await document.fonts.ready;
  await new Promise((done) => {
    let timer = setTimeout(done, quiet);
    setTimeout(done, most);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, quiet);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return document.querySelector(".message-quiet") === null;
}"""


class Settling:
    """Follows one page's requests; make it before the first visit."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[Request] = set()
        page.on("request", lambda request: self._asked.add(request))
        page.on("requestfinished", lambda request: self._asked.discard(request))
        page.on("requestfailed", lambda request: self._asked.discard(request))

    def wait(self) -> None:
        """Raises AssertionError when something is still awaited after 20 s."""
        waiting.until(self._is_settled, f"{self._page.url} to settle", DEADLINE_SECONDS, 0.0)

    def _is_settled(self) -> bool:
        quiet: bool = self._page.evaluate(QUIET, [QUIET_MS, MOST_MS])
        return quiet and not self._asked
