// Queues in rows, figures in columns. On a wall: rows that can be read from eight metres, in pages.

import { Ask } from "../ui/ask";
import { Glyph } from "../ui/glyph";
import { useBox, useGlide, usePage, useUnit } from "../ui/hooks";
import type { TableShape } from "../ui/columns";
import { columnGroups, inTwoLines, stretched, tableShape } from "../ui/columns";
import { rowsThatFit } from "../ui/measure";
import { useAround } from "../ui/surroundings";
import { Empty, Pages, Tile } from "../ui/tile";
import { Value } from "../ui/value";
import type { Calm, Figure, Level, Metric } from "../wire";
import { known, say } from "../words";
import type { WidgetProps } from "./types";

interface QueueRow {
  name: string;
  open?: Figure;
  cells: Record<string, Figure>;
  levels?: Record<string, Level>;
  level: Level;
  calm: Calm;
}

const MOST_ROWS = 8;
/** As many columns stand beside each other on a phone; more are stacked, each with its label. */
const FEW = 4;
/** A letter of a name: one that is wider than its column is set in two smaller lines. */
const NAME_LETTER_EM = 0.52;
/** The font of those, as in wall-widgets.css. */
const LONG_FONT = 42;

export function QueueTable({ widget, view }: WidgetProps) {
  const rows = (view.rows || {}) as unknown as Record<string, QueueRow>;
  const order = (view.order || []).filter((id) => rows[id]);
  const metrics = widget.metrics || {};
  const all = columnsOf(widget.options["columns"], metrics);
  const [box, size] = useBox<HTMLDivElement>();
  const unit = useUnit();
  const { wall } = useAround();
  const width = size.width / unit;
  const named = all.map((column) => metrics[column]);
  const groups = wall ? columnGroups(width, named) : [all.map((_, place) => place)];
  const shapes = groups.map((group) => tableShape(width, group.map((place) => named[place])));
  const perPage = shapes.reduce(
    (least, one) => Math.min(least, rowsThatFit(roomOf(size.height / unit, one), one.rowHeight, MOST_ROWS)),
    MOST_ROWS,
  );
  // Of each page of rows all groups of columns, then the next rows.
  const rowPages = wall ? Math.max(1, Math.ceil(order.length / perPage)) : 1;
  const [, , page, pages] = usePage(rowPages * groups.length, 1);
  const shape = shapes[page % groups.length]!;
  const columns = groups[page % groups.length]!.map((place) => all[place]!);
  const from = Math.floor(page / groups.length) * perPage;
  const shown = wall ? order.slice(from, from + perPage) : order;
  const glide = useGlide<HTMLTableSectionElement>(shown.join());
  const figures = order.reduce<Figure[]>((found, id) => {
    all.forEach((column) => found.push(rows[id]!.cells[column]!));
    return found;
  }, []);
  return (
    <Tile title={widget.title} kind="table" figures={figures} page={page} pages={pages}>
      <div class="table-box" ref={box}>
        {order.length === 0 ? (
          <Empty>{say("no_queues")}</Empty>
        ) : (
          <table
            class={`queues${all.length > FEW ? " is-many" : ""}`}
            style={wall ? wallStyle(shape, roomOf(size.height / unit, shape), perPage) : {}}
          >
            {wall && (
              <colgroup>
                <col />
                {shape.columns.map((width, index) => (
                  <col key={index} style={{ width: `${width * unit}px` }} />
                ))}
              </colgroup>
            )}
            <thead>
              <tr>
                <th scope="col" class="col-name">
                  {wall ? widget.title || say("queue") : say("queue")}
                  {wall && <Pages page={page} pages={pages} />}
                </th>
                {columns.map((column) => (
                  <th scope="col" class="col-figure" key={column} title={meaning(metrics[column])}>
                    {label(column, metrics)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={glide}>
              {shown.map((id, place) => (
                <Line
                  key={id}
                  id={id}
                  row={rows[id]!}
                  columns={columns}
                  metrics={metrics}
                  first={place === 0}
                  nameWidth={width - shape.columns.reduce((sum, one) => sum + one, 0)}
                  nameFont={shape.nameFont}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Tile>
  );
}

function roomOf(height: number, shape: TableShape): number {
  return height - shape.headHeight;
}

function wallStyle(shape: TableShape, room: number, perPage: number): Record<string, string> {
  return {
    "--row-font": String(shape.font),
    "--name-font": String(shape.nameFont),
    "--head-height": String(shape.headHeight),
    "--row-height": String(stretched(room, shape.rowHeight, perPage)),
  };
}

interface LineProps {
  id: string;
  row: QueueRow;
  columns: string[];
  metrics: Record<string, Metric>;
  first: boolean;
  /** How many of the 1080-line design's lines its name has, and how large it is. */
  nameWidth: number;
  nameFont: number;
}

function Line({ id, row, columns, metrics, first, nameWidth, nameFont }: LineProps) {
  const { wall } = useAround();
  const { level, calm } = row;
  const long = wall && !calm && row.name.length * nameFont * NAME_LETTER_EM > nameWidth;
  const state = [level && `is-${level}`, calm && "is-calm", long && "is-long"].filter(Boolean).join(" ");
  const levels = row.levels || {};
  return (
    <tr data-key={id} class={state || undefined}>
      <th scope="row" class="col-name">
        {(!wall || calm) && (
          <span class="row-mark">{level || calm ? <Glyph name={(level || calm)!} /> : null}</span>
        )}
        <span class="row-name">{long ? inTwoLines(row.name, nameWidth, LONG_FONT) : row.name}</span>
        {calm && <span class="row-word">{calmWord(row)}</span>}
        {level && <span class="unseen">, {say(level)}</span>}
      </th>
      {columns.map((column, place) => (
        <td class="col-figure" key={column} data-label={label(column, metrics)}>
          <Ask metric={column} row={id} first={first && place === 0}>
            <Value
              figure={row.cells[column]}
              metric={metrics[column]}
              level={levels[column] || null}
            />
          </Ask>
        </td>
      ))}
    </tr>
  );
}

function calmWord(row: QueueRow): string {
  const state = row.open && row.open.v;
  if (typeof state === "string" && known(state)) return say(state);
  return row.calm === "paused" ? say("calm_paused") : say("closed");
}

function columnsOf(option: unknown, metrics: Record<string, Metric>): string[] {
  const wanted = Array.isArray(option) && option.length > 0 ? option.map(String) : null;
  return wanted || Object.keys(metrics);
}

function label(column: string, metrics: Record<string, Metric>): string {
  const metric = metrics[column];
  return metric ? metric.label : column;
}

function meaning(metric: Metric | undefined): string | undefined {
  return metric ? metric.meaning : undefined;
}
