// A figure that can be asked why it is what it is: a button on a desk, nothing on a screen of its
// own. What follows the question is in why.tsx, which a television does not load.

import type { ComponentChildren } from "preact";

import { useAround } from "./surroundings";

interface Props {
  metric: string;
  row?: string;
  /** The one stop of the Tab key in its widget; arrows lead on from there. */
  first?: boolean;
  children: ComponentChildren;
}

export function Ask({ metric, row, first, children }: Props) {
  const { asks } = useAround();
  if (!asks) return <>{children}</>;
  return (
    <button
      type="button"
      class="ask"
      data-ask={metric}
      data-row={row}
      tabIndex={first ? 0 : -1}
      aria-haspopup="dialog"
    >
      {children}
    </button>
  );
}
