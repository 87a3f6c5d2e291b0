// The settings of one tile: title, options by the registry's rows, place by numbers.

import type { ComponentChildren } from "preact";

import type { Author } from "./author";
import type { Kit, OptionRow, Problem, Tile, WidgetRow } from "./content";
import { titleOf } from "./edit_tile";
import { fieldOf, isGroup } from "./fields";
import { COLUMNS, MOST_ROWS, TALLEST } from "./grid";
import { focusOn } from "./author";
import { SettledNumber } from "./number_input";
import { tell } from "./words";

interface Props {
  tile: Tile;
  row: WidgetRow | undefined;
  kit: Kit;
  author: Author;
  problems: Problem[];
  children?: ComponentChildren;
}

export function TilePanel({ tile, row, kit, author, problems, children }: Props) {
  const strangers = row ? Object.keys(tile.options).filter((key) => !has(row, key)) : [];
  const unplaced = problems.filter((one) => !row || !has(row, one.option));
  return (
    <section
      class="panel-part"
      aria-label={tell("tile_settings")}
      onKeyDown={(event) => {
        if (event.key === "Escape") focusOn(`[data-grip="${tile.key}"]`);
      }}
    >
      <h2 class="panel-title">
        {titleOf(tile, row)}{" "}
        {row && row.label !== titleOf(tile, row) && <span class="panel-kind">{row.label}</span>}
      </h2>
      {children}
      {unplaced.map(({ text }) => (
        <p class="field-problem" key={text} role="alert">
          {text}
        </p>
      ))}
      <div class="form-row">
        <label for="tile-title">{tell("title")}</label>
        <input
          id="tile-title"
          data-settings
          type="text"
          maxLength={120}
          value={tile.title}
          placeholder={titleOf({ ...tile, title: "" }, row)}
          onInput={(event) => author.edit(tile.key, { title: event.currentTarget.value }, "title")}
        />
      </div>
      {row &&
        row.options.map((option) => (
          <OptionField
            key={`${tile.key} ${option.key}`}
            option={option}
            tile={tile}
            row={row}
            kit={kit}
            problems={problems.filter((one) => one.option === option.key)}
            onChange={(value) =>
              author.edit(
                tile.key,
                { options: { ...tile.options, [option.key]: value } },
                `option ${option.key}`,
              )
            }
          />
        ))}
      {strangers.map((key) => (
        <p class="form-row" key={key}>
          <code>{key}</code>{" "}
          <button
            type="button"
            onClick={() => {
              const options = { ...tile.options };
              delete options[key];
              author.edit(tile.key, { options }, "strangers");
            }}
          >
            {tell("drop_option")}
          </button>
        </p>
      ))}
      <PlaceFields tile={tile} author={author} />
      <p class="panel-deeds">
        <button type="button" onClick={() => author.duplicate(tile.key)}>
          {tell("duplicate")}
        </button>
        <button type="button" onClick={() => author.remove(tile.key)}>
          {tell("remove")}
        </button>
      </p>
    </section>
  );
}

function has(row: WidgetRow, key: string): boolean {
  return row.options.some((option) => option.key === key);
}

interface OptionProps {
  option: OptionRow;
  tile: Tile;
  row: WidgetRow;
  kit: Kit;
  problems: Problem[];
  onChange(value: unknown): void;
}

function OptionField({ option, tile, row, kit, problems, onChange }: OptionProps) {
  const Field = fieldOf(option.form);
  const id = `option-${option.key}`;
  const options: Record<string, unknown> = {};
  for (const one of row.options) options[one.key] = one.key in tile.options ? tile.options[one.key] : one.default;
  const group = isGroup(option.form);
  const explained = option.help || problems.length ? `${id}-words` : undefined;
  const field = (
    <Field
      row={option}
      id={id}
      value={options[option.key]}
      kit={kit}
      options={options}
      describedBy={explained}
      wrong={problems.length > 0}
      onChange={onChange}
    />
  );
  const words = explained && (
    <div id={explained}>
      {option.help && <p class="field-help">{option.help}</p>}
      {problems.map(({ text }) => (
        <p class="field-problem" key={text} role="alert">
          {text}
        </p>
      ))}
    </div>
  );
  if (group) {
    return (
      <fieldset class="form-row" aria-describedby={explained}>
        <legend>{option.label}</legend>
        {field}
        {words}
      </fieldset>
    );
  }
  return (
    <div class="form-row">
      {option.form !== "flag" && <label for={id}>{option.label}</label>}
      {field}
      {words}
    </div>
  );
}

function PlaceFields({ tile, author }: { tile: Tile; author: Author }) {
  const number = (
    label: string,
    key: "x" | "y" | "width" | "height",
    shift: number,
    most: number,
  ) => (
    <label class="place-field">
      {label}
      <SettledNumber
        value={tile[key] + shift}
        least={1}
        most={most}
        onChange={(value) => author.place(tile.key, { [key]: Math.round(value) - shift })}
      />
    </label>
  );
  return (
    <fieldset class="form-row place-fields">
      <legend>{tell("place")}</legend>
      {number(tell("column"), "x", 1, COLUMNS)}
      {number(tell("row"), "y", 1, MOST_ROWS)}
      {number(tell("width"), "width", 0, COLUMNS)}
      {number(tell("height"), "height", 0, TALLEST)}
    </fieldset>
  );
}
