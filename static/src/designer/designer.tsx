// The designer: palette, bench and settings around one piece of work.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Clock } from "../live/clock";
import type { Store } from "../live/store";
import { useShown } from "../ui/board";
import { Surroundings } from "../ui/surroundings";
import { Author } from "./author";
import { Canvas } from "./canvas";
import type { Kit } from "./content";
import { useDragging } from "./dragging";
import { Head } from "./head";
import type { Seen } from "./head";
import { sheetOf } from "./measures";
import { Palette } from "./palette";
import type { Bench, Work } from "./work";

interface Props {
  work: Work;
  kit: Kit;
  store: Store;
  clock: Clock;
  lang: string;
  back: string;
  preview: string;
}

function useBench(work: Work): Bench {
  const [bench, setBench] = useState(work.get());
  useEffect(() => work.subscribe(() => setBench(work.get())), [work]);
  return bench;
}

export function Designer({ work, kit, store, clock, lang, back, preview }: Props) {
  const bench = useBench(work);
  const shown = useShown(store);
  const grid = useRef<HTMLDivElement>(null);
  const author = useMemo(() => new Author(work, kit, grid), [work, kit]);
  const [seen, setSeen] = useState<Seen>("board");
  const content = bench.past.now;
  const sheet = sheetOf(content);
  const dragging = useDragging(content.widgets, grid, sheet.rows, (tiles, key) =>
    author.dropped(tiles, key),
  );
  const mark = shown.board ? shown.board.draft || "" : null;
  useEffect(() => {
    if (mark !== null) void work.heard(mark);
  }, [mark, bench.keeping]);
  useShortcuts(author, work);
  const zone = shown.board ? shown.board.timezone : "UTC";
  const around = useMemo(
    () => ({ clock, locale: { lang, zone }, wall: false, screen: false, loginUrl: "", acknowledgeToken: "" }),
    [clock, lang, zone],
  );
  return (
    <Surroundings.Provider value={around}>
      <div class="designer">
        <Head
          bench={bench}
          work={work}
          author={author}
          back={back}
          preview={preview}
          seen={seen}
          onSeen={setSeen}
        />
        <div class="design-body">
          <Palette kit={kit} author={author} dragging={dragging} />
          <Canvas
            content={content}
            kit={kit}
            shown={shown}
            selected={bench.selected}
            author={author}
            dragging={dragging}
            warnings={bench.problems}
          />
        </div>
        <p class="design-told" role="status" aria-live="polite">
          {bench.told}
        </p>
      </div>
    </Surroundings.Provider>
  );
}

/** Undo and redo from anywhere but a field, which has its own; and a word before work is lost. */
function useShortcuts(author: Author, work: Work): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || inField(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) author.redo();
      else author.undo();
    };
    const leave = (event: BeforeUnloadEvent): void => {
      if (work.get().keeping !== "kept") event.preventDefault();
    };
    window.addEventListener("keydown", press);
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("beforeunload", leave);
    };
  }, [author, work]);
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
