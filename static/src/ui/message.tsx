// A page instead of a board: what happened and what to do next.

import type { ComponentChildren } from "preact";

import type { Denial } from "../live/codes";
import type { Word } from "../words";
import { say } from "../words";
import { useAround } from "./surroundings";

interface Props {
  title: string;
  hint?: string;
  quiet?: boolean;
  children?: ComponentChildren;
}

export function Message({ title, hint, quiet, children }: Props) {
  return (
    <div class={`message${quiet ? " message-quiet" : ""}`} role="status">
      <p class="message-title">{title}</p>
      {hint && <p class="message-hint">{hint}</p>}
      {children}
    </div>
  );
}

const HINTS: Record<Denial, Word> = {
  denied: "denied_hint",
  withdrawn: "withdrawn_hint",
  sign_in: "sign_in_hint",
};

export function Denied({ denial }: { denial: Denial }) {
  const { loginUrl } = useAround();
  return (
    <Message title={say(denial)} hint={say(HINTS[denial])}>
      {denial === "sign_in" && (
        <p>
          <a class="button" href={loginUrl}>
            {say("sign_in_link")}
          </a>
        </p>
      )}
    </Message>
  );
}
