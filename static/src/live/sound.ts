// The sound of an alert: a tone that is made here, no file. A browser lets a page sound only after
// a first gesture; a television that was set up for it may do so at once. `soundAllowed` says.

import { soundOf } from "../alerts";
import type { Clock } from "./clock";
import type { Store } from "./store";

const KEY = "wallboard_sound";
// [start in seconds, pitch in hertz]: one tone for a warning, three rising for critical.
const TONES: Record<string, [number, number][]> = {
  warn: [[0, 660]],
  critical: [[0, 660], [0.22, 784], [0.44, 988]],
};
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.35;
const GESTURES = ["pointerdown", "keydown"];

type Choice = "on" | "off" | null;
type AudioMaker = new () => AudioContext;

let audio: AudioContext | null = null;
let resuming = false;
let sounded = 0;
/** What has sounded, whatever board of a playlist it was on. */
const heard: Record<string, string> = {};

function context(): AudioContext | null {
  if (audio) return audio;
  const found = window as unknown as Record<string, AudioMaker | undefined>;
  const Maker = found["AudioContext"] || found["webkitAudioContext"];
  if (!Maker) return null;
  try {
    audio = new Maker();
  } catch {
    return null; // too many, or no device
  }
  return audio;
}

/** May this page make a sound, now and without somebody's touch? A screen tells it of itself. */
export function soundAllowed(): "allowed" | "blocked" | "unknown" {
  const found = context();
  if (!found) return "unknown";
  return found.state === "running" ? "allowed" : "blocked";
}

export function chosen(): Choice {
  try {
    const found = localStorage.getItem(KEY);
    return found === "on" || found === "off" ? found : null;
  } catch {
    return null; // no storage: it asks again
  }
}

/** What the viewer of a desk wants; called by a gesture, so the browser allows it from now on. */
export function choose(choice: "on" | "off"): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // it is remembered until the page is closed
  }
  if (choice === "on") resume();
}

/** Tries at once, and again when the viewer first touches the page. A screen that nobody ever
 * touches asks for each board of its playlist: the same listeners, and one question at a time. */
function wake(): void {
  GESTURES.forEach((gesture) => document.addEventListener(gesture, touched));
  if (!resuming) resume();
}

function touched(): void {
  GESTURES.forEach((gesture) => document.removeEventListener(gesture, touched));
  resume();
}

function resume(): void {
  const found = context();
  if (!found || found.state !== "suspended") return;
  const settled = (): void => {
    resuming = false;
  };
  resuming = true; // without a gesture a browser leaves the question open for ever, and keeps it
  found.resume().then(settled, settled);
}

function play(level: "warn" | "critical"): void {
  const found = context();
  if (!found || found.state !== "running") return;
  sounded += 1;
  document.documentElement.setAttribute("data-sounded", String(sounded));
  for (const [start, pitch] of TONES[level]!) {
    const tone = found.createOscillator();
    const gain = found.createGain();
    const at = found.currentTime + start;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + TONE_SECONDS);
    tone.connect(gain);
    gain.connect(found.destination);
    tone.start(at);
    tone.stop(at + TONE_SECONDS + 0.02);
  }
}

/** Sounds once for each alert that is new, rose or escalated. A desk only where its viewer wants it. */
export function soundFor(store: Store, clock: Clock, screen: boolean): void {
  if (screen || chosen() === "on") wake();
  store.subscribe(() => {
    const { alerts, link } = store.get();
    if (link !== "live") return;
    const level = soundOf(alerts, heard, clock.now());
    if (level && (screen || chosen() === "on")) play(level);
  });
}
