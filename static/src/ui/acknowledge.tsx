// Acknowledging from a desk: a button, a word, Enter. Escape takes it back.

import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "../words";

export const LONGEST_WORD = 140;

type Course = "closed" | "open" | "sending" | "failed";

interface Props {
  id: string;
  name: string;
  token: string;
}

export function Acknowledge({ id, name, token }: Props) {
  const [course, setCourse] = useState<Course>("closed");
  const word = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    if (course === "open" && word.current) word.current.focus();
    if (course === "closed" && opened.current && button.current) button.current.focus();
    opened.current = course !== "closed";
  }, [course]);
  if (course === "closed") {
    return (
      <button
        ref={button}
        class="alert-button"
        type="button"
        aria-label={`${say("acknowledge")}: ${name}`}
        onClick={() => setCourse("open")}
      >
          {say("acknowledge")}
        </button>
      );
    }
    const submit = (event: Event): void => {
      event.preventDefault();
      setCourse("sending");
      send(id, token, word.current ? word.current.value : "").then(
        (done) => setCourse(done ? "sending" : "failed"), // the strip says the rest
        () => setCourse("failed"),
      );
    };
    return (
      <div class="alert-dialog" role="dialog" aria-label={`${say("acknowledge")}: ${name}`}>
        <form
          class="alert-form"
          onSubmit={submit}
          onKeyDown={(event) => event.key === "Escape" && setCourse("closed")}
        >
        <input
          ref={word}
          type="text"
          name="word"
          maxLength={LONGEST_WORD}
          aria-label={say("acknowledge_word")}
          placeholder={say("acknowledge_word")}
          autocomplete="off"
        />
        <button class="button-main" type="submit" disabled={course === "sending"}>
          {say("acknowledge_send")}
        </button>
        <button type="button" onClick={() => setCourse("closed")}>
          {say("acknowledge_cancel")}
        </button>
        {course === "failed" && <span role="alert">{say("acknowledge_failed")}</span>}
      </form>
    </div>
  );
}

async function send(id: string, token: string, word: string): Promise<boolean> {
  const reply = await fetch(`/alerts/${encodeURIComponent(id)}/`, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/x-www-form-urlencoded",
      "X-CSRFToken": token,
    },
    body: `word=${encodeURIComponent(word)}`,
  });
  return reply.ok;
}
