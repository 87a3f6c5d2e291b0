// The frame of a widget: a heading, what is wrong with it, its page, its content.

import type { ComponentChildren, RefObject } from "preact";

import type { Figure } from "../wire";
import { say } from "../words";
import { Troubles } from "./trouble";

interface Props {
  title: string;
  kind: string;
  figures?: (Figure | undefined)[];
  page?: number;
  pages?: number;
  aside?: ComponentChildren;
  shape?: string;
  box?: RefObject<HTMLElement | null>;
  children: ComponentChildren;
}

export function Tile({ title, kind, figures, page, pages, aside, shape, box, children }: Props) {
  return (
    <section ref={box as RefObject<HTMLElement>} class={`tile tile-${kind}${shape ? ` ${shape}` : ""}`} aria-label={title || undefined}>
      <header class="tile-head">
        <h2 class="label">{title}</h2>
        {figures && <Troubles figures={figures} />}
        {aside}
        <Pages page={page || 0} pages={pages || 1} />
      </header>
      {children}
    </section>
  );
}

/** "2/3" where there is more than one page. */
export function Pages({ page, pages }: { page: number; pages: number }) {
  if (pages < 2) return null;
  return <span class="pages">{say("page_of", { page: page + 1, pages })}</span>;
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
