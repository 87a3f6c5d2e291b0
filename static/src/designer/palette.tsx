// The tiles that one can add: a click puts one on the first free place, a drag where it is let go.

import type { Author } from "./author";
import type { Kit } from "./content";
import type { Dragging } from "./dragging";
import { tell } from "./words";

const FAR_PX = 6;

interface Props {
  kit: Kit;
  author: Author;
  dragging: Dragging;
}

export function Palette({ kit, author, dragging }: Props) {
  return (
    <nav class="palette" aria-label={tell("palette")}>
      <h2 class="design-title">{tell("palette")}</h2>
      <p class="design-hint">{tell("palette_hint")}</p>
      <ul>
        {kit.widgets.map((row) => (
          <li key={row.type}>
            <button
              type="button"
              class="palette-row"
              data-palette={row.type}
              onClick={() => author.add(row)}
              onPointerDown={(event) =>
                onceMoved(event, () => dragging.bring(event, author.fresh(row)))
              }
            >
              <Shape width={row.width} height={row.height} />
              {row.label}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How much of the twelve columns it takes when it is put down. */
function Shape({ width, height }: { width: number; height: number }) {
  return (
    <svg class="palette-shape" viewBox="0 0 24 16" aria-hidden="true" focusable="false">
      <rect class="palette-board" width="24" height="16" rx="2" />
      <rect class="palette-tile" width={width * 2} height={Math.min(16, height * 2 + 2)} rx="2" />
    </svg>
  );
}

/** A press that moves is a drag; one that does not is a click. */
function onceMoved(event: PointerEvent, begin: () => void): void {
  if (event.button !== 0) return;
  const { clientX, clientY } = event;
  const stop = (): void => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", stop);
  };
  const move = (now: PointerEvent): void => {
    if (Math.hypot(now.clientX - clientX, now.clientY - clientY) < FAR_PX) return;
    stop();
    begin();
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", stop);
}
