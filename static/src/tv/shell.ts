// The page of a screen that is not connected: its parts, and what it asks of the server.

/** Show one part of the page and hide the others. */
export function showPart(shell: HTMLElement, name: string): void {
  shell.querySelectorAll<HTMLElement>("[data-when]").forEach((part) => {
    part.hidden = part.dataset["when"] !== name;
  });
}

/** POST to the address that the page names for `what`, with the token that the server asks for. */
export function posted(shell: HTMLElement, what: string, body = ""): Promise<Response> {
  return fetch(shell.dataset[what] || "", {
    method: "POST",
    cache: "no-store",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      "X-CSRFToken": shell.dataset["token"] || "",
    },
    body,
  });
}
