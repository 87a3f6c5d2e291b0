// The board: head on a wall, tiles on a grid of twelve columns, or why there is none.

import { Component } from "preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Shown, Store } from "../live/store";
import type { View, Widget } from "../wire";
import { say } from "../words";
import { AlertStrip } from "./alert_strip";
import { Contents } from "./contents";
import { Denied, Message } from "./message";
import type { Decided } from "./phone";
import { inReadingOrder, shownOnPhone } from "./phone";
import { useAround } from "./surroundings";
import { WallHead } from "./wall_head";

const NO_VIEW: View = {};

export function useShown(store: Store): Shown {
  const [shown, setShown] = useState(store.get());
  useEffect(() => {
    const look = (): void => setShown(store.get());
    look();
    return store.subscribe(look);
  }, [store]);
  return shown;
}

export function BoardView({ store }: { store: Store }) {
  const shown = useShown(store);
  const { wall, screen } = useAround();
  const narrow = useNarrow() && !wall;
  if (shown.denial) return <Denied denial={shown.denial} />;
  const { board } = shown;
  if (!board) {
    return shown.link === "lost" ? (
      <Message title={say("unreachable")} hint={say("unreachable_hint")} />
    ) : (
      <Message title={say("loading")} quiet />
    );
  }
  const cut = shown.link === "lost";
  const rows = board.widgets.reduce((most, w) => Math.max(most, w.y + w.height), 1);
  return (
    <div class={`board ${wall ? "wall" : "desk"}${cut ? " is-cut" : ""}`}>
      {wall && screen && <WallHead shown={shown} />}
      <AlertStrip alerts={shown.alerts} />
      {board.widgets.length === 0 && (
        <Message title={say("empty_board")} hint={say("empty_board_hint")} />
      )}
      <main
        id="main"
        tabIndex={-1}
        class="grid"
        style={wall ? { gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` } : {}}
      >
        {(narrow ? shownOnPhone : inReadingOrder)(board.widgets).map((widget) => (
          <Place key={widget.id} widget={widget} view={shown.views[widget.id] || NO_VIEW} />
        ))}
      </main>
    </div>
  );
}

const NARROW_PX = 1000;

/** A phone or a small tablet: widgets stack. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(window.innerWidth < NARROW_PX);
  useEffect(() => {
    const look = (): void => setNarrow(window.innerWidth < NARROW_PX);
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, []);
  return narrow;
}

interface PlaceProps {
  widget: Widget;
  view: View;
}

/** One widget on its place; draws only when its own view changed. */
class Place extends Component<PlaceProps> {
  override shouldComponentUpdate(next: PlaceProps): boolean {
    return next.widget !== this.props.widget || next.view !== this.props.view;
  }

  render(): ComponentChildren {
    const { widget, view } = this.props;
    return (
      <div
        class={`place place-${widget.type}${sized(widget)}`}
        style={placeOf(widget)}
        data-widget={widget.id}
      >
        <Contents widget={widget} view={view} />
      </div>
    );
  }
}

function sized(widget: Widget): string {
  return widget.phone && widget.phone.height ? " place-sized" : "";
}

export function placeOf({ x, y, width, height, phone }: Rect): Record<string, string> {
  return {
    "--column": `${x + 1} / span ${width}`,
    "--row": `${y + 1} / span ${height}`,
    "--height": String(height),
    "--phone-height": String((phone && phone.height) || 0),
  };
}

type Rect = Pick<Widget, "x" | "y" | "width" | "height"> & { phone?: Decided };
