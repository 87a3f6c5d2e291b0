// A picture that somebody gave for the boards of the site.

import { useState } from "preact/hooks";

import { Empty, Tile } from "../ui/tile";
import { say } from "../words";
import type { WidgetProps } from "./types";

export function ImageTile({ widget }: WidgetProps) {
  const digest = String(widget.options["image"] || "");
  const [broken, setBroken] = useState("");
  const fills = widget.options["fit"] === "fill";
  if (!digest || broken === digest) {
    return (
      <Tile title={widget.title} kind="image-none">
        <Empty>{say(digest ? "image_gone" : "image_none")}</Empty>
      </Tile>
    );
  }
  return (
    <section class={`tile tile-image${fills ? " fills" : ""}`} aria-label={widget.title || undefined}>
      <img
        class="image"
        src={`/images/${digest}`}
        alt={String(widget.options["alt"] || "")}
        onError={() => setBroken(digest)}
      />
    </section>
  );
}
