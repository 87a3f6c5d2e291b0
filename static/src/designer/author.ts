// What an author does, by pointer, key or button: each deed changes the work and says so.

import type { RefObject } from "preact";

import { inPhoneOrder, inReadingOrder } from "../ui/phone";
import type { Content, Kit, Phone, Purpose, Screen, Tile, WidgetRow } from "./content";
import { NO_PHONE, SCREENS, tileOf, withTile, without } from "./content";
import { titleOf } from "./edit_tile";
import { closedUp, firstFree, placed } from "./grid";
import type { Movement } from "./keyboard";
import { stepOf } from "./keyboard";
import type { Work } from "./work";
import { tell } from "./words";

export class Author {
  private movement: Movement | null = null;

  constructor(
    private readonly work: Work,
    private readonly kit: Kit,
    readonly grid: RefObject<HTMLDivElement | null>,
  ) {}

  rowOf(kit: Kit, type: string): WidgetRow | undefined {
    return kit.widgets.find((row) => row.type === type);
  }

  private title(tile: Tile): string {
    return titleOf(tile, this.rowOf(this.kit, tile.type));
  }

  select = (key: string | null): void => this.work.select(key);

  /** A tile of a type as it comes from the palette, on no place yet. */
  fresh(row: WidgetRow): Tile {
    return {
      key: `n${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`,
      type: row.type,
      title: "",
      x: 0,
      y: 0,
      width: row.width,
      height: row.height,
      options: {},
      phone: NO_PHONE,
    };
  }

  /** On the first free place. */
  add(row: WidgetRow): void {
    this.put(this.fresh(row), "added");
  }

  duplicate(key: string): void {
    const tile = tileOf(this.work.content, key);
    const row = tile && this.rowOf(this.kit, tile.type);
    if (tile) {
      this.put({ ...tile, key: this.fresh(row || NO_ROW).key, phone: NO_PHONE }, "copied");
    }
  }

  private put(tile: Tile, word: "added" | "copied"): void {
    const { content } = this.work;
    const rect = firstFree(content.widgets, tile.width, tile.height);
    const widgets = content.widgets.concat({ ...tile, ...rect });
    this.work.change({ ...content, widgets }, "", this.placeWords(word, { ...tile, ...rect }));
    this.focus(tile.key);
  }

  /** What the pointer left behind. */
  dropped(widgets: Tile[], key: string): void {
    const { content } = this.work;
    const fresh = !tileOf(content, key);
    if (!fresh && widgets === content.widgets) return;
    if (!fresh && widgets.every((tile, index) => tile === content.widgets[index])) return;
    const tile = widgets.find((one) => one.key === key)!;
    this.work.change({ ...content, widgets }, "", this.placeWords(fresh ? "added" : "moved", tile));
    this.focus(key);
  }

  onKey = (event: KeyboardEvent, tile: Tile): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = stepOf(this.work.content, tile.key, event, this.movement);
    if (step) {
      event.preventDefault();
      this.movement = step.movement;
      const { tile: at } = step;
      const told = step.stuck
        ? tell("at_edge", { title: this.title(at) })
        : step.grip === "size"
          ? tell("sized", { title: this.title(at), width: at.width, height: at.height })
          : this.placeWords("moved", at);
      if (step.stuck) this.work.tell(told);
      else this.work.change(step.movement.result, `place ${tile.key}`, told);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.remove(tile.key);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.work.select(tile.key);
      focusOn("[data-settings]");
    } else if (event.key === "Escape") {
      this.work.select(null);
    }
  };

  remove(key: string): void {
    const { content } = this.work;
    const order = inReadingOrder(content.widgets);
    const index = order.findIndex((tile) => tile.key === key);
    const tile = order[index];
    if (!tile) return;
    const next = order[index + 1] || order[index - 1];
    this.work.change(without(content, key), "", tell("removed", { title: this.title(tile) }));
    if (next) this.focus(next.key);
    else focusOn("[data-palette]");
  }

  /** By numbers, as a dialogue of a form does it. */
  place(key: string, change: Partial<Pick<Tile, "x" | "y" | "width" | "height">>): void {
    const { content } = this.work;
    const tile = tileOf(content, key);
    if (!tile) return;
    const widgets = placed(content.widgets, key, { ...tile, ...change });
    this.work.change({ ...content, widgets }, `place ${key}`);
  }

  edit(key: string, change: Partial<Tile>, kind: string): void {
    this.work.change(withTile(this.work.content, key, change), `${kind} ${key}`);
  }

  board(change: Partial<Content>, kind: string): void {
    this.work.change({ ...this.work.content, ...change }, kind);
  }

  /** The usual screen goes with the purpose; one that somebody described stays. */
  madeFor(purpose: Purpose): void {
    const { content } = this.work;
    const usual = SCREENS[content.purpose];
    const own = (Object.keys(usual) as (keyof Screen)[]).some(
      (key) => content.screen[key] !== usual[key],
    );
    this.board({ purpose, screen: own ? content.screen : SCREENS[purpose] }, "");
  }

  closeUp(): void {
    const { content } = this.work;
    const widgets = closedUp(content.widgets);
    if (widgets.some((tile, index) => tile !== content.widgets[index])) {
      this.work.change({ ...content, widgets });
    }
  }

  // -- on a phone ----------------------------------------------------------------------------------

  phone(key: string, change: Partial<Phone>): void {
    const { content } = this.work;
    const tile = tileOf(content, key);
    if (tile) this.work.change(withTile(content, key, { phone: { ...tile.phone, ...change } }));
  }

  /** From now on every tile's place is decided. */
  phoneMove(key: string, by: number): void {
    const { content } = this.work;
    const order = inPhoneOrder(content.widgets);
    const from = order.findIndex((tile) => tile.key === key);
    const [tile] = order.splice(from, 1);
    if (!tile || from + by < 0) return;
    order.splice(from + by, 0, tile);
    const widgets = content.widgets.map((one) => {
      const position = order.findIndex((other) => other.key === one.key);
      return { ...one, phone: { ...one.phone, position } };
    });
    const told = tell("phone_moved", { title: this.title(tile), place: from + by + 1 });
    this.work.change({ ...content, widgets }, "", told);
  }

  phoneAsDerived(): void {
    const { content } = this.work;
    const widgets = content.widgets.map((tile) => ({ ...tile, phone: NO_PHONE }));
    this.work.change({ ...content, widgets });
  }

  undo(): void {
    const can = this.work.get().past.before.length > 0;
    if (can) this.work.undo(tell("undone"));
    else this.work.tell(tell("nothing_to_undo"));
  }

  redo(): void {
    const can = this.work.get().past.after.length > 0;
    if (can) this.work.redo(tell("redone"));
    else this.work.tell(tell("nothing_to_redo"));
  }

  private placeWords(word: "added" | "copied" | "moved", tile: Tile): string {
    return tell(word, { title: this.title(tile), column: tile.x + 1, row: tile.y + 1 });
  }

  focus(key: string): void {
    this.work.select(key);
    focusOn(`[data-grip="${key}"]`);
  }
}

const NO_ROW: WidgetRow = { type: "", label: "", width: 3, height: 2, options: [] };

/** After the next drawing. */
export function focusOn(selector: string): void {
  requestAnimationFrame(() => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element) element.focus();
  });
}
