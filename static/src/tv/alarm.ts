// A critical alert that nobody has taken care of may put another board on the screen.

import type { Alert } from "../wire";

type Alerts = Record<string, Pick<Alert, "level" | "quiet" | "acknowledged">>;

/** An alert that is acknowledged, or raised in quiet hours, interrupts nothing. */
export function interrupts(alerts: Alerts): boolean {
  return Object.keys(alerts).some((id) => {
    const { level, quiet, acknowledged } = alerts[id]!;
    return level === "critical" && !quiet && !acknowledged;
  });
}

const LASTS_SECONDS = 20;

/** Once begun, an interruption lasts a while: boards of two teams need not hear the same alerts. */
export class Alarm {
  private untilAt = 0;

  active(alerts: Alerts, at: number): boolean {
    if (interrupts(alerts)) this.untilAt = at + LASTS_SECONDS;
    return at < this.untilAt;
  }
}
