// The last hour of a figure: a line without axes beside the value.

import { curveText } from "../face";
import type { Metric } from "../wire";
import { say } from "../words";
import type { Points } from "./spark_path";
import { trendOf } from "./spark_path";
import { useAround, useMinute } from "./surroundings";

interface Props {
  points: Points;
  metric: Metric | undefined;
}

export function Spark({ points, metric }: Props) {
  const { locale } = useAround();
  const trend = trendOf(points, useMinute(), metric);
  if (!trend.path) return null;
  const [low, high] = [trend.low, trend.high].map((value) => curveText(value, metric, locale));
  return (
    <svg
      class="spark"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={say("trend", { low: low!, high: high! })}
    >
      <path d={trend.path} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
