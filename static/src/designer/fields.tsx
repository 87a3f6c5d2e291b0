// The fields of an option, by its kind (`form` of the registry's row). A kind that has no field here
// is written as JSON: it works, and asks for a row.

import type { ComponentType } from "preact";
import { useState } from "preact/hooks";

import type { Kit, OptionRow } from "./content";
import { MetricList, Names, Thresholds } from "./list_fields";
import { NumberInput } from "./number_input";
import { tell } from "./words";

export interface FieldProps {
  row: OptionRow;
  id: string;
  value: unknown;
  kit: Kit;
  /** All options of the tile, with defaults. */
  options: Record<string, unknown>;
  describedBy: string | undefined;
  wrong: boolean;
  onChange(value: unknown): void;
}

export type Field = ComponentType<FieldProps>;

const FIELDS: Record<string, Field> = {
  metric: MetricField,
  metrics: MetricList,
  queues: QueueNames,
  teams: TeamNames,
  number: NumberField,
  seconds: NumberField,
  flag: FlagField,
  text: TextField,
  image: ImageField,
  letter: LetterField,
  choice: ChoiceField,
  thresholds: Thresholds,
  words: WordsField,
};

export function fieldOf(form: string): Field {
  return FIELDS[form] || JsonField;
}

/** Several controls in one field: named by a legend rather than by a label. */
const GROUPS = ["metrics", "queues", "teams", "thresholds"];

export function isGroup(form: string): boolean {
  return GROUPS.indexOf(form) >= 0;
}

type Attributes = Pick<FieldProps, "id" | "describedBy" | "wrong">;

function attributes({ id, describedBy, wrong }: Attributes): Record<string, unknown> {
  return { id, "aria-describedby": describedBy, "aria-invalid": wrong || undefined };
}

function MetricField({ value, kit, onChange, ...rest }: FieldProps) {
  const known = typeof value === "string" && value in kit.metrics;
  return (
    <>
      <select {...attributes(rest)} value={String(value)} onChange={(e) => onChange(e.currentTarget.value)}>
        {!known && <option value={String(value)}>{String(value)}</option>}
        {Object.keys(kit.metrics).map((key) => (
          <option key={key} value={key}>
            {kit.metrics[key]!.label}
          </option>
        ))}
      </select>
      {known && <p class="field-help">{kit.metrics[String(value)]!.meaning}</p>}
    </>
  );
}

function QueueNames(props: FieldProps) {
  return <Names {...props} of={props.kit.queues} all={tell("all_queues")} />;
}

function TeamNames(props: FieldProps) {
  return (
    <Names {...props} of={props.kit.teams.map((name) => ({ id: name, name }))} all={tell("all_teams")} />
  );
}

/** How a unit is written: a share as per cent. */
function unitOf({ row, options, kit }: FieldProps): { factor: number; sign: string } {
  if (row.form === "seconds") return { factor: 1, sign: "s" };
  const metric = kit.metrics[String(options["metric"])];
  if (!metric) return { factor: 1, sign: "" };
  if (metric.unit === "share") return { factor: 100, sign: "%" };
  return { factor: 1, sign: metric.unit === "count" ? "" : "s" };
}

function NumberField(props: FieldProps) {
  const { value, onChange, ...rest } = props;
  const { factor, sign } = unitOf(props);
  return (
    <span class="field-number">
      <NumberInput
        value={typeof value === "number" ? value : null}
        factor={factor}
        rest={attributes(rest)}
        onChange={onChange}
      />
      {sign && <span class="field-unit">{sign}</span>}
    </span>
  );
}

function FlagField({ value, onChange, row, ...rest }: FieldProps) {
  return (
    <label class="field-flag">
      <input
        {...attributes(rest)}
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {row.label}
    </label>
  );
}

function TextField({ value, onChange, ...rest }: FieldProps) {
  return (
    <textarea
      {...attributes(rest)}
      rows={4}
      value={String(value)}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ImageField({ value, kit, onChange, ...rest }: FieldProps) {
  const images = kit.images || [];
  const known = !value || images.some((image) => image.digest === value);
  return (
    <>
      <select {...attributes(rest)} value={String(value)} onChange={(e) => onChange(e.currentTarget.value)}>
        <option value="">–</option>
        {!known && <option value={String(value)}>{String(value).slice(0, 8)}</option>}
        {images.map((image) => (
          <option key={image.digest} value={image.digest}>
            {image.name}
          </option>
        ))}
      </select>
      <p class="field-help">
        <a href="/images/">/images/</a>
      </p>
    </>
  );
}

function LetterField({ value, kit, onChange, ...rest }: FieldProps) {
  return (
    <select {...attributes(rest)} value={String(value)} onChange={(e) => onChange(e.currentTarget.value)}>
      <option value="">{tell("letter_default")}</option>
      {kit.letters.map((letter) => (
        <option key={letter} value={letter}>
          {letter}
        </option>
      ))}
    </select>
  );
}

function ChoiceField({ row, value, onChange, ...rest }: FieldProps) {
  return (
    <select {...attributes(rest)} value={String(value)} onChange={(e) => onChange(e.currentTarget.value)}>
      {row.choices.map(({ word, label }) => (
        <option key={word} value={word}>
          {label}
        </option>
      ))}
    </select>
  );
}

function WordsField({ value, onChange, ...rest }: FieldProps) {
  const words = Array.isArray(value) ? value : [];
  return (
    <textarea
      {...attributes(rest)}
      rows={3}
      value={words.join("\n")}
      onInput={(event) => onChange(event.currentTarget.value.split("\n").filter(Boolean))}
    />
  );
}

function JsonField({ value, onChange, ...rest }: FieldProps) {
  const [text, setText] = useState(JSON.stringify(value));
  const [broken, setBroken] = useState(false);
  return (
    <>
      <textarea
        {...attributes({ ...rest, wrong: rest.wrong || broken })}
        rows={3}
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          try {
            onChange(JSON.parse(event.currentTarget.value));
            setBroken(false);
          } catch {
            setBroken(true);
          }
        }}
      />
      {broken && <p class="field-problem">{tell("no_json")}</p>}
    </>
  );
}
