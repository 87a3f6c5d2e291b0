// The board: head on a wall, tiles on a grid of twelve columns, or why there is none.

import { Component } from "preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Shown, Store } from "../live/store";
import type { View, Widget } from "../wire";
import { say } from "../words";
import { WIDGETS } from "../widgets";
import { Denied, Message } from "./message";
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
      {board.widgets.length === 0 && (
        <Message title={say("empty_board")} hint={say("empty_board_hint")} />
      )}
      <main
        class="grid"
        style={wall ? { gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` } : {}}
      >
        {inReadingOrder(board.widgets).map((widget) => (
          <Place key={widget.id} widget={widget} view={shown.views[widget.id] || NO_VIEW} />
        ))}
      </main>
    </div>
  );
}

/** The order for keyboards, screen readers and phones: by lines, then from the left. */
function inReadingOrder(widgets: Widget[]): Widget[] {
  return widgets.slice().sort((a, b) => a.y - b.y || a.x - b.x);
}

interface PlaceProps {
  widget: Widget;
  view: View;
}

/** One widget on its place. Draws only when its own view changed; an error stays in its tile. */
class Place extends Component<PlaceProps, { broken: View | null }> {
  override state = { broken: null as View | null };

  override shouldComponentUpdate(next: PlaceProps, state: { broken: View | null }): boolean {
    const { widget, view } = this.props;
    return next.widget !== widget || next.view !== view || state.broken !== this.state.broken;
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ broken: this.props.view });
  }

  render(): ComponentChildren {
    const { widget, view } = this.props;
    const { x, y, width, height } = widget;
    const place = {
      "--column": `${x + 1} / span ${width}`,
      "--row": `${y + 1} / span ${height}`,
      "--height": String(height),
    };
    const Shape = WIDGETS[widget.type];
    return (
      <div class={`place place-${widget.type}`} style={place} data-widget={widget.id}>
        {!Shape || this.state.broken === view ? (
          <section class="tile">
            <p class="empty">{say("unsupported", { type: widget.title || widget.type })}</p>
          </section>
        ) : (
          <Shape widget={widget} view={view} />
        )}
      </div>
    );
  }
}
