// The plain pages: theme button, ages that tick, and parts that fetch themselves anew.

import * as format from "./format";
import { connectControls } from "./ui/controls";
import { speak } from "./words";

function tickAges(offsetSeconds: number): void {
  const now = Date.now() / 1000 + offsetSeconds;
  document.querySelectorAll<HTMLElement>("[data-age]").forEach((element) => {
    element.textContent = format.age(now - Number(element.dataset["age"]));
  });
}

/** Replaces the part by that of the same page fetched now, unless the focus is in it. */
async function renew(part: HTMLElement): Promise<void> {
  if (document.hidden || part.contains(document.activeElement)) return;
  const reply = await fetch(location.href, { credentials: "same-origin" });
  if (reply.redirected) location.reload(); // signed out meanwhile
  if (!reply.ok) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  part.querySelectorAll<HTMLDetailsElement>("details[open][id]").forEach((opened) => {
    const same = page.getElementById(opened.id) as HTMLDetailsElement | null;
    if (same && fresh.contains(same)) same.open = true;
  });
  part.parentNode!.replaceChild(document.importNode(fresh, true), part);
}

function begin(): void {
  speak(document.documentElement.lang || "en");
  connectControls();
  const servedAt = Number(document.body.dataset["now"] || 0);
  const offset = servedAt ? servedAt - Date.now() / 1000 : 0;
  tickAges(offset);
  setInterval(() => tickAges(offset), 1000);
  const renewed = (): HTMLElement | null => document.querySelector("[data-renew]");
  const first = renewed();
  if (first) {
    const seconds = Number(first.dataset["renew"]);
    setInterval(() => {
      const part = renewed();
      if (!part) return;
      renew(part).then(
        () => tickAges(offset),
        () => undefined, // the network is away: ages go on growing, which is the truth
      );
    }, seconds * 1000);
  }
}

begin();
