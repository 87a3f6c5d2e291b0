// The order and the heights on a phone: as they follow from the board, unless somebody decided.

export interface Decided {
  position?: number | null;
  hidden?: boolean;
  height?: number | null;
}

interface Placed {
  x: number;
  y: number;
  phone?: Decided;
}

/** By lines, then from the left: the order for keyboards and screen readers too. */
export function inReadingOrder<T extends Placed>(widgets: T[]): T[] {
  return widgets.slice().sort((a, b) => a.y - b.y || a.x - b.x);
}

/** A place that was decided counts; what has none keeps that of the reading order. */
export function inPhoneOrder<T extends Placed>(widgets: T[]): T[] {
  return inReadingOrder(widgets)
    .map((widget, index) => {
      const position = widget.phone && widget.phone.position;
      return { widget, index, at: typeof position === "number" ? position : index };
    })
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ widget }) => widget);
}

export function shownOnPhone<T extends Placed>(widgets: T[]): T[] {
  return inPhoneOrder(widgets).filter((widget) => !(widget.phone && widget.phone.hidden));
}
