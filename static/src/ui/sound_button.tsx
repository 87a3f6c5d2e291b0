// Asks once whether alerts may sound, then says whether they do. Shown where there is something to
// sound for, or the viewer has chosen before.

import { useState } from "preact/hooks";

import { choose, chosen } from "../live/sound";
import type { Alert } from "../wire";
import { say } from "../words";

export function SoundButton({ alerts }: { alerts: Record<string, Alert> }) {
  const [choice, setChoice] = useState(chosen());
  const wanted = Object.keys(alerts).some((id) => alerts[id]!.sound);
  if (choice === null && !wanted) return null;
  const turn = (): void => {
    const next = choice === "on" ? "off" : "on";
    choose(next);
    setChoice(next);
  };
  return (
    <button class="top-button" type="button" aria-pressed={choice === "on"} onClick={turn}>
      {say(choice === null ? "sound_ask" : `sound_${choice}`)}
    </button>
  );
}
