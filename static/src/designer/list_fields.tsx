// Fields of several values: names that are ticked, columns in an order, thresholds per metric.

import { useState } from "preact/hooks";

import type { FieldProps } from "./fields";
import { NumberInput } from "./number_input";
import { tell } from "./words";

const FEW = 5; // shown at once
const MANY = 10; // looked for by typing

interface NamesProps extends FieldProps {
  of: { id: string; name: string }[];
  all: string;
}

/** None ticked is all of them, and says so. What is ticked and no more there stays until unticked. */
export function Names({ of, all, id, value, onChange }: NamesProps) {
  const [sought, setSought] = useState("");
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const gone = chosen.filter((one) => !of.some((known) => known.id === one));
  const rows = of.concat(gone.map((one) => ({ id: one, name: tell("gone_name", { name: one }) })));
  const seen = rows.filter((row) => row.name.toLowerCase().includes(sought.toLowerCase()));
  const toggle = (one: string, on: boolean): void =>
    onChange(on ? chosen.concat(one) : chosen.filter((other) => other !== one));
  return (
    <div class="names">
      <label class="field-flag">
        <input
          id={id}
          type="checkbox"
          checked={chosen.length === 0}
          disabled={chosen.length === 0}
          onChange={() => onChange([])}
        />
        {all}
      </label>
      <details class="names-some" open={chosen.length > 0 || rows.length <= FEW}>
        <summary>{tell("only_some")}</summary>
        {rows.length > MANY && (
          <input
            type="search"
            class="names-search"
            aria-label={tell("search")}
            placeholder={tell("search")}
            value={sought}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        )}
        <ul class="names-list">
          {seen.map((row) => (
            <li key={row.id}>
              <label class="field-flag">
                <input
                  type="checkbox"
                  checked={chosen.indexOf(row.id) >= 0}
                  onChange={(event) => toggle(row.id, event.currentTarget.checked)}
                />
                {row.name}
              </label>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

/** Columns from left to right. */
export function MetricList({ id, value, kit, onChange }: FieldProps) {
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const rest = Object.keys(kit.metrics).filter((key) => chosen.indexOf(key) < 0);
  const moved = (index: number, by: number): void => {
    const next = chosen.slice();
    const [one] = next.splice(index, 1);
    next.splice(index + by, 0, one!);
    onChange(next);
  };
  const label = (key: string): string => (kit.metrics[key] ? kit.metrics[key]!.label : key);
  return (
    <div class="ordered">
      <ol>
        {chosen.map((key, index) => (
          <li key={key}>
            <span class="ordered-name">{label(key)}</span>
            <Small label={tell("earlier", { name: label(key) })} off={index === 0} sign="↑" onClick={() => moved(index, -1)} />
            <Small
              label={tell("later", { name: label(key) })}
              off={index === chosen.length - 1}
              sign="↓"
              onClick={() => moved(index, 1)}
            />
            <Small
              label={tell("take_away", { name: label(key) })}
              off={chosen.length === 1}
              sign="×"
              onClick={() => onChange(chosen.filter((one) => one !== key))}
            />
          </li>
        ))}
      </ol>
      <select
        id={id}
        aria-label={tell("add_column")}
        value=""
        onChange={(event) => onChange(chosen.concat(event.currentTarget.value))}
      >
        <option value="">{tell("add_column")}</option>
        {rest.map((key) => (
          <option key={key} value={key}>
            {label(key)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SmallProps {
  label: string;
  sign: string;
  off?: boolean;
  onClick(): void;
}

export function Small({ label, sign, off, onClick }: SmallProps) {
  return (
    <button type="button" class="small" aria-label={label} title={label} disabled={off} onClick={onClick}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

type Limits = Record<string, { warn?: number | null; critical?: number | null }>;

/** Of each column that the tile shows. */
export function Thresholds({ id, value, kit, options, onChange }: FieldProps) {
  const limits = (value && typeof value === "object" && !Array.isArray(value) ? value : {}) as Limits;
  const columns = Array.isArray(options["columns"]) ? (options["columns"] as unknown[]).map(String) : [];
  const keys = columns.concat(Object.keys(limits).filter((key) => columns.indexOf(key) < 0));
  const put = (key: string, which: "warn" | "critical", limit: number | null): void => {
    const one = { ...limits[key], [which]: limit };
    const next = { ...limits, [key]: one };
    if (one.warn == null && one.critical == null) delete next[key];
    onChange(next);
  };
  return (
    <table class="limits" id={id}>
      <thead>
        <tr>
          <th scope="col">{tell("column")}</th>
          <th scope="col">{tell("warn_from")}</th>
          <th scope="col">{tell("critical_from")}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const metric = kit.metrics[key];
          const share = metric !== undefined && metric.unit === "share";
          const factor = share ? 100 : 1;
          const label = metric ? metric.label : key;
          return (
            <tr key={key}>
              <th scope="row">
                {label}
                {share ? " (%)" : ""}
              </th>
              {(["warn", "critical"] as const).map((which) => {
                const limit = (limits[key] || {})[which];
                return (
                  <td key={which}>
                    <NumberInput
                      value={typeof limit === "number" ? limit : null}
                      factor={factor}
                      label={`${label}: ${tell(which === "warn" ? "warn_from" : "critical_from")}`}
                      onChange={(next) => put(key, which, next)}
                    />
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
