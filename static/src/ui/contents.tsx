// What stands on a widget's place: its component, or why there is none.

import { Component } from "preact";
import type { ComponentChildren } from "preact";

import type { View, Widget } from "../wire";
import { say } from "../words";
import { WIDGETS } from "../widgets";

interface Props {
  widget: Widget;
  view: View;
}

/** Draws only when its own view changed; an error stays in its tile. */
export class Contents extends Component<Props, { broken: View | null }> {
  override state = { broken: null as View | null };

  override shouldComponentUpdate(next: Props, state: { broken: View | null }): boolean {
    const { widget, view } = this.props;
    return next.widget !== widget || next.view !== view || state.broken !== this.state.broken;
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ broken: this.props.view });
  }

  render(): ComponentChildren {
    const { widget, view } = this.props;
    const Shape = WIDGETS[widget.type];
    if (!Shape || this.state.broken === view) {
      return (
        <section class="tile">
          <p class="empty">{say("unsupported", { type: widget.title || widget.type })}</p>
        </section>
      );
    }
    return <Shape widget={widget} view={view} />;
  }
}
