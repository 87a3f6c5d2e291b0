// A critical alert that nobody has taken care of may put another board on the screen.

/** What of an alert matters here; the rest is for those who draw it. */
export interface Raised {
  level: string;
  quiet: boolean;
  acknowledged: object | null;
}

export type Alerts = Record<string, Raised>;

/** An alert that is acknowledged, or raised in quiet hours, interrupts nothing. */
export function interrupts(alerts: Alerts | undefined): boolean {
  const found = alerts || {};
  return Object.keys(found).some((id) => {
    const { level, quiet, acknowledged } = found[id]!;
    return level === "critical" && !quiet && !acknowledged;
  });
}

const LASTS_SECONDS = 20;

/** Once begun, an interruption lasts a while: boards of two teams need not hear the same alerts. */
export class Alarm {
  private untilAt = 0;

  active(alerts: Alerts | undefined, at: number): boolean {
    if (interrupts(alerts)) this.untilAt = at + LASTS_SECONDS;
    return at < this.untilAt;
  }
}
