// What the header of a desk page says of the board: is it live, is it real, which sources.

import type { Store } from "../live/store";
import { say } from "../words";
import { useShown } from "./board";
import { Glyph } from "./glyph";
import { SoundButton } from "./sound_button";
import { Sources } from "./sources";
import { Cut } from "./wall_head";

export function DeskHead({ store }: { store: Store }) {
  const shown = useShown(store);
  const { link, board } = shown;
  return (
    <span class="desk-state">
      {board && board.simulation && (
        <span class="chip chip-simulation">{say("simulation")}</span>
      )}
      <Sources sources={shown.sources} />
      <SoundButton alerts={shown.alerts} />
      <span class={`link link-${link}`} role="status" aria-live="polite">
        {link === "lost" ? (
          <Cut shown={shown} />
        ) : (
          <>
            <Glyph name={link === "live" ? "fresh" : "late"} />{" "}
            {say(link === "denied" ? "link_denied" : `link_${link}`)}
          </>
        )}
      </span>
    </span>
  );
}
