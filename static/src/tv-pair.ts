// Entry of a screen that is not connected: it shows a code until somebody has entered it, or takes
// the secret of a link.

import { pairByCode } from "./tv/pair";
import { enterByLink, linked } from "./tv/link";

const shell = document.getElementById("tv-pair");
if (shell) {
  window.addEventListener("hashchange", () => void enterByLink(shell));
  if (linked()) void enterByLink(shell);
  else pairByCode(shell);
}
