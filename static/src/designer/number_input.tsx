// A number as it is typed: "1." and "-" on the way to a number are left alone.

import { useState } from "preact/hooks";

interface Props {
  value: number | null;
  /** What is shown is the value times this: a share as per cent. */
  factor?: number;
  label?: string;
  rest?: Record<string, unknown>;
  onChange(value: number | null): void;
}

export function NumberInput({ value, factor = 1, label, rest, onChange }: Props) {
  const [text, setText] = useState(shown(value, factor));
  const current = meant(text, factor) === value ? text : shown(value, factor);
  return (
    <input
      {...rest}
      type="text"
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      value={current}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        const next = meant(typed, factor);
        if (next !== undefined && next !== value) onChange(next);
      }}
      onBlur={() => setText(shown(value, factor))}
    />
  );
}

function shown(value: number | null, factor: number): string {
  return value === null ? "" : String(tidy(value * factor));
}

/** Null for nothing, undefined for what is no number (yet). A comma is a point. */
export function meant(text: string, factor: number): number | null | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const number = Number(plain);
  return Number.isFinite(number) && !/[.eE+-]$/.test(plain) ? tidy(number / factor) : undefined;
}

/** 0.8 * 100 is 80, not 80.00000000000001. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

interface WholeProps {
  value: number;
  least: number;
  most: number;
  onChange(value: number): void;
}

/** A number that counts when it is finished: on Enter, or when the field is left. */
export function SettledNumber({ value, least, most, onChange }: WholeProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = (): void => {
    const given = typed === null ? undefined : meant(typed, 1);
    setTyped(null);
    if (typeof given === "number" && given >= least && given <= most) onChange(given);
  };
  return (
    <input
      type="text"
      inputMode="decimal"
      autocomplete="off"
      value={typed === null ? String(value) : typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
      }}
    />
  );
}
