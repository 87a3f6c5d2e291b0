// What somebody wrote for everybody: as large as it fits.

import { useLayoutEffect, useRef } from "preact/hooks";

import { useUnit } from "../ui/hooks";
import { useAround } from "../ui/surroundings";
import { Tile } from "../ui/tile";
import type { WidgetProps } from "./types";

/** Font sizes at 1080 lines, the largest first; the last has a cap height of 28 px. */
const SIZES = [120, 87, 72, 56, 39];

export function TextTile({ widget }: WidgetProps) {
  const { wall } = useAround();
  const unit = useUnit();
  const ref = useRef<HTMLDivElement>(null);
  const text = String(widget.options["text"] || "");
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !wall) return;
    for (const size of SIZES) {
      box.style.fontSize = `${size * unit}px`;
      if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) break;
    }
  }, [text, unit, wall]);
  return (
    <Tile title={widget.title} kind="text">
      <div class="text" ref={ref}>
        {text.split(/\n+/).map((line, index) => (
          <p key={index}>{line}</p>
        ))}
      </div>
    </Tile>
  );
}
