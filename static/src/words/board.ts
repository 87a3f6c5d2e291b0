// The server's English labels on a board, in the page's language: once per snapshot. Frames know no
// language, since one is shared by all who look at a board.

import type { Board, Metric, Widget } from "../wire";
import { translated } from "./index";

export function inWords(board: Board): Board {
  return { ...board, widgets: board.widgets.map(withWords) };
}

function withWords(widget: Widget): Widget {
  if (!widget.metrics) return widget;
  const metrics: Record<string, Metric> = {};
  Object.keys(widget.metrics).forEach((key) => {
    const metric = widget.metrics![key]!;
    const { label, meaning } = metric;
    metrics[key] = { ...metric, label: translated(label), meaning: translated(meaning) };
  });
  return { ...widget, metrics };
}
