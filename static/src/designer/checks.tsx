// What is wrong with the board, in one list: what the server would refuse, and what cannot be read.

import { useEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";

import { inReadingOrder } from "../ui/phone";
import type { Author } from "./author";
import type { Content, Kit, Problems } from "./content";
import { titleOf } from "./edit_tile";
import { neededCap } from "./legibility";
import { lookAt } from "./looking";
import { tell } from "./words";

const LOOK_AFTER_MS = 500;

/** Looks again a moment after something was drawn; the same findings are the same object. */
export function useLook(grid: RefObject<HTMLElement | null>, content: Content, frame: number): Problems {
  const [found, setFound] = useState<Problems>({});
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!grid.current) return;
      const next = lookAt(grid.current, content);
      setFound((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
    }, LOOK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [content, frame]);
  return found;
}

export function together(one: Problems, other: Problems): Problems {
  const all: Problems = { ...one };
  for (const key of Object.keys(other)) all[key] = (all[key] || []).concat(other[key]!);
  return all;
}

interface Props {
  content: Content;
  kit: Kit;
  author: Author;
  problems: Problems;
}

export function Checks({ content, kit, author, problems }: Props) {
  const tiles = inReadingOrder(content.widgets).filter((tile) => problems[tile.key]);
  const { screen } = content;
  return (
    <section class="panel-part checks-part" aria-label={tell("checks")}>
      <h2 class="panel-title">{tell("checks")}</h2>
      {(problems[""] || []).map(({ text }) => (
        <p class="field-problem" key={text}>
          {text}
        </p>
      ))}
      {tiles.map((tile) => (
        <button type="button" class="check" key={tile.key} onClick={() => author.focus(tile.key)}>
          <strong>{titleOf(tile, author.rowOf(kit, tile.type))}</strong>
          {problems[tile.key]!.map(({ text }) => (
            <span class="check-words" key={text}>
              {text}
            </span>
          ))}
        </button>
      ))}
      {tiles.length === 0 && <p class="field-help">{tell("all_well", { distance: screen.distance_metres })}</p>}
      <p class="field-help">
        {tell("what_is_needed", {
          digits: Math.round(neededCap("digits", screen)),
          words: Math.round(neededCap("words", screen)),
          distance: screen.distance_metres,
        })}
      </p>
    </section>
  );
}
