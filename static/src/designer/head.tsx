// The line above the bench: where one is, what is kept, what viewers see, and the way to change it.

import type { Author } from "./author";
import type { Bench, Keeping, Work } from "./work";
import type { DesignerWord } from "./words";
import { tell } from "./words";

export type Seen = "board" | "phone";

interface Props {
  bench: Bench;
  work: Work;
  author: Author;
  back: string;
  preview: string;
  seen: Seen;
  onSeen(seen: Seen): void;
}

const WORDS: Record<Exclude<Keeping, "kept">, DesignerWord> = {
  changed: "changed",
  saving: "saving",
  unreachable: "unreachable",
  signed_out: "signed_out",
  gone: "gone",
};

export function Head({ bench, work, author, back, preview, seen, onSeen }: Props) {
  const { past, keeping } = bench;
  const draft = bench.seen.mark !== "" || keeping !== "kept";
  const trouble = keeping === "unreachable" || keeping === "signed_out" || keeping === "gone";
  return (
    <header class="design-head">
      <a class="design-back" href={back} aria-label={tell("back")} title={tell("back")}>
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M9.8 2.2 4 8l5.8 5.8 1.2-1.2L6.4 8 11 3.4Z" />
        </svg>
      </a>
      <h1 class="design-name">{past.now.name || tell("untitled")}</h1>
      <p class={`design-state${trouble ? " is-trouble" : ""}`} role="status">
        {keeping !== "kept" ? tell(WORDS[keeping]) : draft ? tell("kept") : tell("nothing_new")}
      </p>
      <span class="top-space" />
      <div class="design-group">
        <IconButton label={tell("undo")} off={!past.before.length} path={UNDO} onClick={() => author.undo()} />
        <IconButton label={tell("redo")} off={!past.after.length} path={REDO} onClick={() => author.redo()} />
      </div>
      <div class="design-group design-views">
        {(["board", "phone"] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="design-view"
            aria-pressed={seen === one}
            onClick={() => onSeen(one)}
          >
            {tell(one === "board" ? "view_board" : "view_phone")}
          </button>
        ))}
      </div>
      <a class="button" href={preview} target="_blank" rel="noopener">
        {tell("preview")}
      </a>
      <button
        type="button"
        class="button"
        disabled={!draft}
        onClick={() => {
          if (confirm(tell("discard_sure"))) void work.discard();
        }}
      >
        {tell("discard")}
      </button>
      <button
        type="button"
        class="button button-main"
        disabled={!draft || bench.publishing}
        onClick={() => void work.publish()}
      >
        {tell(bench.publishing ? "publishing" : "publish")}
      </button>
    </header>
  );
}

const UNDO = "M6.2 2 2 6.2l4.2 4.2V7.2h3.6a2.6 2.6 0 0 1 0 5.2H6V14h3.8a4.2 4.2 0 0 0 0-8.4H6.2Z";
const REDO = "M9.8 2 14 6.2l-4.2 4.2V7.2H6.2a2.6 2.6 0 0 0 0 5.2H10V14H6.2a4.2 4.2 0 0 1 0-8.4h3.6Z";

interface IconProps {
  label: string;
  off: boolean;
  path: string;
  onClick(): void;
}

function IconButton({ label, off, path, onClick }: IconProps) {
  return (
    <button type="button" class="design-icon" aria-label={label} title={label} disabled={off} onClick={onClick}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={path} />
      </svg>
    </button>
  );
}
