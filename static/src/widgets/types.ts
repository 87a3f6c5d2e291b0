import type { ComponentType } from "preact";

import type { View, Widget } from "../wire";

/** What a widget's component gets: its place and options, and its view as it is now. */
export interface WidgetProps {
  widget: Widget;
  view: View;
}

export type WidgetComponent = ComponentType<WidgetProps>;
