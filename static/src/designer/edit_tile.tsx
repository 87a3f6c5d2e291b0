// A tile on the bench: its live picture below, a grip over it that takes pointer and keys.

import type { View, Widget } from "../wire";
import { Contents } from "../ui/contents";
import { placeOf } from "../ui/board";
import type { Tile, WidgetRow } from "./content";
import type { Grip } from "./dragging";
import { tell } from "./words";

interface Props {
  tile: Tile;
  row: WidgetRow | undefined;
  /** As the server knows it; undefined until it was saved. */
  known: Widget | undefined;
  view: View;
  selected: boolean;
  dragged: boolean;
  warnings: string[];
  onPointer(event: PointerEvent, tile: Tile, grip: Grip): void;
  onKey(event: KeyboardEvent, tile: Tile): void;
  onFocus(key: string): void;
}

export function EditTile(props: Props) {
  const { tile, row, known, selected, dragged, warnings } = props;
  const state = [selected && "is-selected", dragged && "is-dragged", warnings.length && "is-warned"];
  return (
    <div
      class={["place", `place-${tile.type}`, "edit-place", ...state].filter(Boolean).join(" ")}
      style={placeOf(tile)}
      data-tile={tile.key}
    >
      <div class="edit-picture" {...{ inert: true }} aria-hidden="true">
        <Picture {...props} known={known} />
      </div>
      <button
        type="button"
        class="grip"
        data-grip={tile.key}
        aria-label={labelOf(tile, row)}
        aria-describedby={["canvas-help", warnings.length ? `warnings-${tile.key}` : ""].join(" ").trim()}
        onFocus={() => props.onFocus(tile.key)}
        onPointerDown={(event) => props.onPointer(event, tile, "move")}
        onKeyDown={(event) => props.onKey(event, tile)}
      />
      <span class="grip-size" onPointerDown={(event) => props.onPointer(event, tile, "size")} />
      {warnings.length > 0 && (
        <span class="edit-warning" id={`warnings-${tile.key}`} title={warnings.join("\n")}>
          <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M8 1.5 15.2 14.2H.8Z" />
          </svg>
          <span class="unseen">{warnings.join(" ")}</span>
        </span>
      )}
    </div>
  );
}

function Picture({ tile, row, known, view }: Props) {
  if (!row) return <Note tile={tile} text={tell("unknown_type", { type: tile.type })} />;
  if (!known || known.type !== tile.type) return <Note tile={tile} text={tell("waiting")} />;
  const { x, y, width, height, title } = tile;
  const same =
    known.title === title &&
    known.x === x &&
    known.y === y &&
    known.width === width &&
    known.height === height;
  const widget = same ? known : { ...known, title, x, y, width, height };
  return <Contents widget={widget} view={view} />;
}

function Note({ tile, text }: { tile: Tile; text: string }) {
  return (
    <section class="tile">
      <h2 class="label">{tile.title}</h2>
      <p class="empty">{text}</p>
    </section>
  );
}

export function titleOf(tile: Tile, row: WidgetRow | undefined): string {
  return tile.title || (row ? row.label : tile.type) || tell("untitled");
}

function labelOf(tile: Tile, row: WidgetRow | undefined): string {
  return tell("tile_label", {
    title: titleOf(tile, row),
    type: row ? row.label : tile.type,
    column: tile.x + 1,
    row: tile.y + 1,
    width: tile.width,
    height: tile.height,
  });
}
