// The parts of a figure: whose they are, how old, and what was left out and why.

import { faceOf } from "../face";
import type { Locale } from "../face";
import * as format from "../format";
import { Glyph } from "../ui/glyph";
import type { Figure, Metric } from "../wire";
import { say } from "../words";
import type { Answer, FromSource, Part, Told } from "./answer";
import { leftOut } from "./reasons";

interface Props {
  answer: Answer;
  locale: Locale;
}

const COUNT: Metric = { label: "", unit: "count", direction: "", meaning: "" };

export function Parts({ answer, locale }: Props) {
  const missing = answer.left_out || {};
  return (
    <ul class="why-parts">
      {answer.parts.map((part, index) => (
        <li key={index} class={part.left_out ? "is-left-out" : undefined}>
          <PartHead part={part} answer={answer} locale={locale} />
          {part.left_out && <p class="why-out">{say("why_left_out", { why: leftOut(part.left_out) })}</p>}
          {part.counts && <Counts part={part} answer={answer} locale={locale} />}
          {part.source && <Source told={part.source} />}
          {(part.sources || []).map((one) => (
            <Sourced key={one.source.account} one={one} answer={answer} locale={locale} />
          ))}
        </li>
      ))}
      {Object.keys(missing).map((reason) => (
        <li key={reason} class="is-left-out">
          <p class="why-out">
            {say("why_people_out", { n: missing[reason]!, why: leftOut(reason) })}
          </p>
        </li>
      ))}
    </ul>
  );
}

function PartHead({ part, answer, locale }: Props & { part: Part }) {
  if (part.people !== undefined) {
    const words = { all: part.people, some: part.in || 0 };
    return <p class="why-part">{say("why_people", words)}</p>;
  }
  if (!part.name) return null;
  const text = part.figure && valueOf(part.figure, answer.metric, answer.at, locale);
  return (
    <p class="why-part">
      <span class="why-name">{part.name}</span>
      {text && <span class="why-value">{text}</span>}
    </p>
  );
}

function Counts({ part, answer, locale }: Props & { part: Part }) {
  const counts = part.counts || {};
  const labels = answer.labels || {};
  const fields = Object.keys(counts);
  if (fields.length === 0) return null;
  return (
    <dl class="why-counts">
      {fields.map((field) => (
        <div key={field}>
          <dt>{labels[field] || field}</dt>
          <dd>{valueOf(counts[field]!, COUNT, answer.at, locale)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sourced({ one, answer, locale }: Props & { one: FromSource }) {
  const known = one.figure && one.figure.v !== null;
  const value = known ? valueOf(one.figure!, answer.metric, answer.at, locale) : undefined;
  return <Source told={one.source} value={value} out={one.left_out} />;
}

function Source({ told, value, out }: { told: Told; value?: string | undefined; out?: string }) {
  const mark = told.paused ? "paused" : told.trust;
  const age =
    told.age_seconds === null ? say("why_unheard") : say("ago", { age: format.age(told.age_seconds) });
  return (
    <p class={`why-source trust-${mark}${out ? " is-left-out" : ""}`}>
      <Glyph name={mark} /> <span class="why-source-name">{told.label}</span>
      <span class="why-age">
        {mark === "fresh" || mark === "unknown" ? "" : `${say(mark === "paused" ? "calm_paused" : mark)} · `}
        {age}
      </span>
      {value && <span class="why-value">{value}</span>}
      {out && <span class="why-out">{leftOut(out)}</span>}
    </p>
  );
}

/** A figure in one line of text: "7", "81 %", "≥ 4:07", or why there is none. */
export function valueOf(figure: Figure, metric: Metric, at: number, locale: Locale): string {
  const face = faceOf(figure, metric, at, locale);
  if (face.empty) return face.status || face.text;
  const unit = face.unit ? ` ${face.unit}` : "";
  return `${face.prefix ? `${face.prefix} ` : ""}${face.text}${face.suffix}${unit}`;
}
