// The designer: palette, bench and settings around one piece of work.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Clock } from "../live/clock";
import type { Store } from "../live/store";
import { useShown } from "../ui/board";
import { Message } from "../ui/message";
import { Surroundings } from "../ui/surroundings";
import { Author } from "./author";
import { BoardPanel } from "./board_panel";
import { Checks, together, useLook } from "./checks";
import { Canvas } from "./canvas";
import { Choices } from "./choices";
import type { Kit } from "./content";
import { tileOf } from "./content";
import { useDragging } from "./dragging";
import { Head } from "./head";
import type { Seen } from "./head";
import { Palette } from "./palette";
import { PhonePanel } from "./phone_panel";
import { PhoneView } from "./phone_view";
import { TilePanel } from "./tile_panel";
import type { Bench, Work } from "./work";
import { tell } from "./words";

interface Props {
  work: Work;
  kit: Kit;
  store: Store;
  clock: Clock;
  lang: string;
  back: string;
  preview: string;
  history: string;
}

function useBench(work: Work): Bench {
  const [bench, setBench] = useState(work.get());
  useEffect(() => work.subscribe(() => setBench(work.get())), [work]);
  return bench;
}

export function Designer({ work, kit, store, clock, lang, back, preview, history }: Props) {
  const bench = useBench(work);
  const shown = useShown(store);
  const grid = useRef<HTMLDivElement>(null);
  const author = useMemo(() => new Author(work, kit, grid), [work, kit]);
  const [seen, setSeen] = useState<Seen>("board");
  const content = bench.past.now;
  const chosen = tileOf(content, bench.selected);
  const dragging = useDragging(content.widgets, grid, (tiles, key) =>
    author.dropped(tiles, key),
  );
  const mark = shown.board ? shown.board.draft || "" : null;
  useEffect(() => {
    if (mark !== null) void work.heard(mark);
  }, [mark, bench.keeping]);
  useShortcuts(author, work);
  const problems = together(bench.problems, useLook(grid, content, shown.frame));
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
          {seen === "board" && <Palette kit={kit} author={author} dragging={dragging} />}
          {seen === "phone" && <PhoneView preview={preview} />}
          {seen === "board" && <Canvas
            content={content}
            kit={kit}
            shown={shown}
            selected={bench.selected}
            author={author}
            dragging={dragging}
            warnings={problems}
          />}
          <aside class="panel">
            {seen === "phone" ? (
              <PhonePanel content={content} kit={kit} author={author} />
            ) : chosen ? (
              <TilePanel
                tile={chosen}
                row={author.rowOf(kit, chosen.type)}
                kit={kit}
                author={author}
                problems={bench.problems[chosen.key] || []}
              />
            ) : (
              <BoardPanel
                content={content}
                kit={kit}
                author={author}
                problems={bench.problems[""] || []}
              />
            )}
            <Checks content={content} kit={kit} author={author} problems={problems} />
          </aside>
        </div>
        <p class="design-told" role="status" aria-live="polite">
          {bench.told && <span key={bench.telling}>{bench.told}</span>}
        </p>
        <Choices bench={bench} work={work} history={history} />
        <div class="too-narrow">
          <Message title={tell("too_narrow")} hint={tell("too_narrow_hint")}>
            <a class="button" href={back}>
              {tell("back")}
            </a>
          </Message>
        </div>
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
