// A figure's day as a curve. The drawing is a script of its own, loaded by the first chart shown.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { dayOf } from "../chart/day";
import type { Draw, Drawing } from "../chart/drawing";
import { whenDrawable } from "../chart/drawing";
import { curveText, targetText } from "../face";
import * as format from "../format";
import { Ask } from "../ui/ask";
import { useBox, useFontReady, useUnit } from "../ui/hooks";
import type { Points } from "../ui/spark_path";
import { useAround, useMinute, useTheme } from "../ui/surroundings";
import { Empty, Tile } from "../ui/tile";
import { Value } from "../ui/value";
import type { Figure } from "../wire";
import { say } from "../words";
import type { WidgetProps } from "./types";

const WALL_FONT = 39; // lines of the 1080-line design: a cap height of 28 px
const WALL_LINE = 5;
const DESK_FONT = 13;
const DESK_LINE = 2;
const LEAST_PX = 40;

export function ChartTile({ widget, view }: WidgetProps) {
  const { locale, wall } = useAround();
  const key = String(widget.options["metric"]);
  const metric = (widget.metrics || {})[key];
  const figure = view["figure"] as Figure | undefined;
  const wanted = widget.options["target"];
  const target = typeof wanted === "number" ? wanted : null;
  const nowAt = useMinute() * 60;
  const day = dayOf(
    (view.rows || {}) as unknown as Points,
    Number(view["from"]) || 0,
    Number(view["until"]) || 0,
    nowAt,
    target,
    metric,
    widget.options["last_week"] !== false,
  );
  const [box, size] = useBox<HTMLDivElement>();
  const unit = useUnit();
  const draw = useDraw();
  const drawing = useRef<Drawing | null>(null);
  const theme = useTheme();
  const font = useFontReady();
  useLayoutEffect(() => {
    const place = box.current;
    if (!draw || !place || !day || size.width < LEAST_PX || size.height < LEAST_PX) return;
    drawing.current = drawing.current || draw(place);
    drawing.current.show({
      day,
      target,
      width: size.width,
      height: size.height,
      font: wall ? WALL_FONT * unit : DESK_FONT,
      line: wall ? WALL_LINE * unit : DESK_LINE,
      valueText: (value) => curveText(value, metric, locale),
      timeText: (at) => format.timeOfDay(at, locale.lang, locale.zone),
    });
  }, [draw, view, nowAt, size, unit, theme, font, locale, wall]);
  const there = day !== null;
  useEffect(() => {
    const end = (): void => {
      if (drawing.current) drawing.current.end();
      drawing.current = null;
    };
    if (!there) end();
    return end;
  }, [there]);
  const notes = [
    target === null ? "" : targetText(undefined, target, metric, locale).target,
    day && day.lastWeek.some((value) => value !== null) ? say("last_week") : "",
  ].filter(Boolean);
  const words = day && {
    low: curveText(day.least, metric, locale),
    high: curveText(day.most, metric, locale),
  };
  return (
    <Tile
      title={widget.title || (metric ? metric.label : "")}
      kind="chart"
      figures={[figure]}
      aside={
        <>
          <span class="foot-parts chart-notes">
            {notes.map((note, place) => (
              <span class="foot-part" key={note}>
                {place > 0 && " · "}
                {note}
              </span>
            ))}
          </span>
          <span class="chart-now">
            <Ask metric={key} first>
              <Value figure={figure} metric={metric} />
            </Ask>
          </span>
        </>
      }
    >
      {words ? (
        <div class="chart" ref={box} role="img" aria-label={say("chart_day", words)} />
      ) : (
        <Empty>{say("chart_none")}</Empty>
      )}
    </Tile>
  );
}

function useDraw(): Draw | null {
  const [draw, setDraw] = useState<{ it: Draw } | null>(null);
  useEffect(() => whenDrawable((it) => setDraw({ it })), []);
  return draw && draw.it;
}
