// The board on the bench: its sheet at the size it was designed for, scaled to fit, with live
// figures under the grips.

import { useMemo } from "preact/hooks";

import type { Shown } from "../live/store";
import { useBox } from "../ui/hooks";
import { inReadingOrder } from "../ui/phone";
import { Surroundings, useAround } from "../ui/surroundings";
import { WallHead } from "../ui/wall_head";
import type { View, Widget } from "../wire";
import type { Author } from "./author";
import type { Content, Kit, Problem, Problems } from "./content";
import type { Dragging } from "./dragging";
import { EditTile } from "./edit_tile";
import { DESK_ROW, gridHeight, scaleOf, sheetOf } from "./measures";
import { tell } from "./words";

interface Props {
  content: Content;
  kit: Kit;
  shown: Shown;
  selected: string | null;
  author: Author;
  dragging: Dragging;
  warnings: Problems;
}

const NO_VIEW: View = {};
const NONE: Problem[] = [];

export function Canvas({ content, kit, shown, selected, author, dragging, warnings }: Props) {
  const around = useAround();
  const wall = content.purpose === "wall";
  const sheet = sheetOf({ ...content, widgets: dragging.tiles });
  const [bench, room] = useBox<HTMLDivElement>();
  const [paper, drawn] = useBox<HTMLDivElement>();
  const height = wall ? sheet.height : Math.max(sheet.height, drawn.height);
  const gridHigh = gridHeight(sheet);
  const scale = scaleOf(sheet, { width: room.width - 32, height: room.height - 32 });
  const inside = useMemo(() => ({ ...around, wall, unit: 1 }), [around, wall]);
  const known = useMemo(() => {
    const found: Record<string, Widget> = {};
    for (const widget of shown.board ? shown.board.widgets : []) found[widget.id] = widget;
    return found;
  }, [shown.board]);
  const theme = content.theme === "auto" ? undefined : content.theme;
  return (
    <main
      ref={bench}
      class="bench"
      aria-label={tell("canvas")}
      onPointerDown={(event) => {
        if (!(event.target as HTMLElement).closest(".edit-place")) author.select(null);
      }}
    >
      <p id="canvas-help" class="unseen">
        {tell("canvas_help")}
      </p>
      <div
        class="sheet-room"
        style={{ width: `${sheet.width * scale}px`, height: `${height * scale}px` }}
      >
        <div
          ref={paper}
          class={`sheet board ${wall ? "wall" : "desk"}`}
          data-theme={theme}
          style={{
            width: `${sheet.width}px`,
            [wall ? "height" : "minHeight"]: `${sheet.height}px`,
            padding: `${sheet.margin.top}px ${sheet.margin.side}px`,
            transform: `scale(${scale})`,
            "--u": "1px",
            "--scale": String(scale),
          }}
        >
          <Surroundings.Provider value={inside}>
            {wall && shown.board && (
              <WallHead shown={{ ...shown, board: { ...shown.board, title: content.name } }} />
            )}
            <div
              class="grid edit-grid"
              ref={author.grid}
              style={{
                ...(gridHigh === null ? {} : { height: `${gridHigh}px` }),
                gridTemplateRows: wall
                  ? `repeat(${sheet.rows}, minmax(0, 1fr))`
                  : `repeat(${sheet.rows}, minmax(${DESK_ROW}px, auto))`,
              }}
            >
              {inReadingOrder(dragging.tiles).map((tile) => (
                <EditTile
                  key={tile.key}
                  tile={tile}
                  row={author.rowOf(kit, tile.type)}
                  known={known[tile.key]}
                  view={shown.views[tile.key] || NO_VIEW}
                  selected={selected === tile.key}
                  dragged={dragging.key === tile.key}
                  warnings={(warnings[tile.key] || NONE).map((one) => one.text)}
                  onPointer={(event, one, grip) => {
                    author.select(one.key);
                    dragging.start(event, one, grip);
                  }}
                  onKey={author.onKey}
                  onFocus={author.select}
                />
              ))}
            </div>
            {sheet.fold !== null && sheet.fold < height && (
              <div class="fold" style={{ top: `${sheet.fold}px` }}>
                <span>{tell("fold")}</span>
              </div>
            )}
          </Surroundings.Provider>
        </div>
      </div>
      {content.widgets.length === 0 && dragging.tiles.length === 0 && (
        <div class="bench-empty">
          <p class="message-title">{tell("empty")}</p>
          <p class="message-hint">{tell("empty_hint")}</p>
        </div>
      )}
    </main>
  );
}
