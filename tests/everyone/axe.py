"""What axe-core finds on a page, in both themes.

It is brought in by the browser's debugger before the page's own scripts: the content policy stays
as it is, and does not see it.

Every rule is asked in the dark. In the light, those that look at colours are asked again; the
others only where the theme shows, hides or moves something, and of pages on which it does the same
(the admin's own button for themes) the first answers for all.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.architecture.reading import ROOT

SCRIPT = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The colours are those of the end of a fade: nobody has to wait for it. Returns what a rule that
# does not look at colours could see of each element.
SHOW = """(theme) => {
  const root = document.documentElement;
  root.setAttribute("data-theme", theme);
  if (getComputedStyle(root).colorScheme !== theme) throw new Error(`the theme is not ${theme}`);
  for (const one of document.getAnimations()) {
    if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish();
  }
  return [...document.body.querySelectorAll("*")].map((element) => {
    const box = element.getBoundingClientRect();
    const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const name = `${element.localName}.${element.getAttribute("class") || ""}`;
    return `${name} ${seen} ${Math.round(box.width)}x${Math.round(box.height)}`;
  });
}"""
TAGS = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]'
RUN = f"""async (onlyColours) => {{
  const names = (tags) => axe.getRules(tags).map((rule) => rule.ruleId);
  const colours = names(["cat.color"]), unsettled = names(["experimental", "deprecated"]);
  const both = names({TAGS}).filter((id) => colours.includes(id) && !unsettled.includes(id));
  const found = await axe.run(document, {{
    runOnly: onlyColours ? {{ type: "rule", values: both }} : {{ type: "tag", values: {TAGS} }},
    resultTypes: ["violations"],
  }});
  return found.violations;
}}"""


class Axe:
    """Make it before the page's first visit, and ask it on each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._answered: set[frozenset[str]] = {frozenset()}
        page.context.add_init_script(path=SCRIPT)

    def violations(self) -> list[str]:
        """Of the page as it is shown now, each with its theme, rule, element and reason."""
        dark = self._show("dark")
        found = self._run("dark", only_colours=False)
        light = self._show("light")
        differs = frozenset(dark ^ light)
        found += self._run("light", only_colours=differs in self._answered)
        self._answered.add(differs)
        return found

    def _show(self, theme: str) -> set[str]:
        self._page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        return set(self._page.evaluate(SHOW, theme))

    def _run(self, theme: str, *, only_colours: bool) -> list[str]:
        return [
            f"{theme}: {one['id']}: {node['target']} {node['html'][:140]} {_why(node)}"
            for one in self._page.evaluate(RUN, only_colours)
            for node in one["nodes"][:4]
        ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(check["message"] for check in checks)[:200]
