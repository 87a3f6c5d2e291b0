// One figure that fills its tile: value over label over context.

import type { ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";

import type { Face } from "../face";
import { reservedShape, targetText } from "../face";
import { Ask } from "../ui/ask";
import { useBox, useFontReady, useLow } from "../ui/hooks";
import { Glyph } from "../ui/glyph";
import { Reserve, fitted, widthAt100 } from "../ui/measure";
import { Spark } from "../ui/spark";
import type { Points } from "../ui/spark_path";
import { useAround } from "../ui/surroundings";
import { useFace } from "../ui/value";
import type { Calm, Figure, Level, Metric } from "../wire";
import { say } from "../words";
import type { WidgetProps } from "./types";

const FAMILY = "InterVariable, system-ui, sans-serif";
const SIGN = 0.5; // size of "%", "+" and "≥" beside the digits
const TRACKING = -0.02; // em, as in widgets.css
const LINE = 0.78; // digits have no descenders: their line is little more than a cap height
const LOW = 300; // a tile of fewer lines has one line of context instead of two
const DESK_LARGEST_PX = 64;
const TREND_SHARE = 0.3; // of the digits' box: what a trend beside them needs
const SEPARATOR = " · "; // between the parts of a remark (face.ts)

export function FigureTile({ widget, view }: WidgetProps) {
  const { locale } = useAround();
  const figure = view["figure"] as Figure | undefined;
  const level = (view["level"] || null) as Level;
  const calm = (view["calm"] || null) as Calm;
  const key = String(widget.options["metric"]);
  const metric = (widget.metrics || {})[key];
  const face = useFace(figure, metric);
  const target = widget.options["target"];
  const aim =
    typeof target === "number" ? targetText(figure, target, metric, locale) : undefined;
  const title = widget.title || (metric ? metric.label : "");
  const [box, low] = useLow<HTMLElement>(LOW);
  const fit = useFit(face, metric);
  const points = view.rows as unknown as Points | undefined;
  // Beside a dash a line would read as a figure.
  const spark = !face.empty && points && <Spark points={points} metric={metric} />;
  const state = [level && `is-${level}`, face.dim && "is-dim", calm && "is-calm"];
  return (
    <section
      ref={box}
      class={["tile tile-figure", ...state].filter(Boolean).join(" ")}
      aria-label={title}
      title={metric ? metric.meaning : undefined}
    >
      <h2 class="label">{title}</h2>
      <Digits metric={key} face={face} fit={fit} spark={spark} />
      <Foot face={face} level={level} calm={calm} aim={aim} low={low} spark={!fit.roomy && spark} />
    </section>
  );
}

interface Fit {
  box: RefObject<HTMLDivElement | null>;
  /** Font size of the digits, and the width that is reserved for them. */
  size: number;
  width: number;
  /** Whether the digits leave room for a trend at their right. */
  roomy: boolean;
}

function useFit(face: Face, metric: Metric | undefined): Fit {
  const { clock, wall } = useAround();
  const [ref, box] = useBox<HTMLDivElement>();
  useFontReady();
  const reserve = useRef<Reserve | null>(null);
  const kept = reserve.current || (reserve.current = new Reserve(reservedShape(metric)));
  const unit = metric && metric.unit === "share" ? "%" : face.unit;
  const shape = kept.shape(face.empty ? "" : face.text + unit, clock.now());
  const signs = face.prefix + face.suffix;
  const width100 = widthOf(shape) + SIGN * widthAt100(signs, FAMILY);
  const size = fitted(width100, box, LINE, wall ? Infinity : DESK_LARGEST_PX);
  const width = Math.ceil((width100 * size) / 100);
  return { box: ref, size, width, roomy: box.width - width >= box.width * TREND_SHARE };
}

interface DigitsProps {
  metric: string;
  face: Face;
  fit: Fit;
  spark: ComponentChildren;
}

function Digits({ metric, face, fit, spark }: DigitsProps) {
  return (
    <div class="digits" ref={fit.box}>
      <Ask metric={metric} first>
      <span
        class="digits-line"
        style={{ fontSize: `${fit.size}px`, minWidth: fit.roomy ? `${fit.width}px` : "" }}
      >
        {face.prefix && <span class="sign">{face.prefix}</span>}
        {face.text}
        {face.suffix && <span class="sign">{face.suffix}</span>}
        {face.unit && <span class="sign sign-unit">{face.unit}</span>}
      </span>
      {fit.roomy && spark}
      </Ask>
    </div>
  );
}

/** Width at 100 px of a shape such as "00%" or "0:00", as the digits are set. */
function widthOf(shape: string): number {
  const unit = shape.slice(-1) === "%" ? "%" : "";
  const digits = unit ? shape.slice(0, -1) : shape;
  const room = unit ? 8 : 0; // the gap before the unit
  return (
    widthAt100(digits, FAMILY) + TRACKING * 100 * digits.length + SIGN * widthAt100(unit, FAMILY) + room
  );
}

/** Words in a line, the weightiest first; of those that do not fit none is shown in part. */
function Parts({ words }: { words: ComponentChildren[] }) {
  return (
    <span class="foot-parts">
      {words.filter(Boolean).map((word, index) => (
        <span class="foot-part" key={index}>
          {index > 0 && " · "}
          {word}
        </span>
      ))}
    </span>
  );
}

interface FootProps {
  face: Face;
  level: Level;
  calm: Calm;
  aim: { target: string; delta: string } | undefined;
  low: boolean;
  /** The trend, where it has no room beside the digits. */
  spark: ComponentChildren;
}

/**
 * Two lines that are always there, so that a word that comes moves no digit; one in a low tile,
 * which then says the most urgent. A dash leaves room for two lines of words in any tile.
 */
function Foot({ face, level, calm, aim, low, spark }: FootProps) {
  const delta = aim && level ? aim.delta : "";
  const calmWord = calm && !level ? calmText(calm) : "";
  const target = aim && !face.empty ? aim.target : "";
  const mark = face.mark;
  const state = face.status && (
    <span class="foot-state">
      {mark && <Glyph name={mark} />} {face.status}
    </span>
  );
  const first = level ? (
    <span class="foot-alarm">
      <Parts words={[<Marked name={level} text={say(level)} />, delta]} />
    </span>
  ) : calmWord ? (
    <span class="foot-calm">
      <Glyph name={calm!} /> {calmWord}
    </span>
  ) : (
    state
  );
  // A first line without words takes the target, so that the second has room for what is said.
  const spare = !first && face.remark ? target : "";
  const rest = <Parts words={[...face.remark.split(SEPARATOR), spare ? "" : target]} />;
  const second = (level || calmWord) && face.status ? state : rest;
  const wraps = face.empty && !level && !calmWord && (low || !(face.remark || target));
  if (low && !wraps) {
    return (
      <div class="foot">
        <p class="foot-line foot-with-spark">
          {face.status ? state : first || second}
          {spark}
        </p>
      </div>
    );
  }
  return wraps ? (
    <div class="foot">
      <p class="foot-line foot-two">{first}</p>
    </div>
  ) : (
    <div class="foot">
      <p class="foot-line">{first || spare}</p>
      <p class="foot-line foot-with-spark">
        {second}
        {spark}
      </p>
    </div>
  );
}

function Marked({ name, text }: { name: NonNullable<Level>; text: string }) {
  return (
    <>
      <Glyph name={name} /> {text}
    </>
  );
}

function calmText(calm: string): string {
  return calm === "paused" ? say("calm_paused") : say("closed");
}
