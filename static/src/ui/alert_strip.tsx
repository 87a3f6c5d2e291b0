// What the rules of the site have raised: above the tiles, and nothing at all when nothing is.

import { acknowledgedWords, heldWords, listed, valueWords } from "../alerts";
import type { Listed } from "../alerts";
import * as format from "../format";
import type { Alert } from "../wire";
import { say } from "../words";
import { Acknowledge } from "./acknowledge";
import { Glyph } from "./glyph";
import { usePage } from "./hooks";
import { useAround } from "./surroundings";
import { Pages } from "./tile";

const WALL_ROWS = 2;
const DESK_ROWS = 5;
/** After so long an alert that is painted first is no news: it does not pulse. */
const PULSE_SECONDS = 10;
/** How long an address in a QR is good for at least; then the picture is fetched anew. */
const QR_SECONDS = 300;

export function AlertStrip({ alerts }: { alerts: Record<string, Alert> }) {
  const { wall, screen, clock } = useAround();
  const all = listed(alerts);
  const [from, to, page, pages] = usePage(all.length, WALL_ROWS);
  const shown = wall ? all.slice(from, to) : all.slice(0, DESK_ROWS);
  const asking = screen ? shown.filter((alert) => !alert.acknowledged)[0] : undefined;
  return (
    <section class={`alerts${all.length === 0 ? " alerts-none" : ""}`} aria-label={say("alerts")}>
      <ul class="alert-list" role="log" aria-live="polite">
        {shown.map((alert) => (
          <Line key={alert.id} alert={alert} />
        ))}
        {!wall && all.length > shown.length && (
          <li class="alert-more">
            <a href="/alerts/">{say("alerts_more", { n: all.length - shown.length })}</a>
          </li>
        )}
      </ul>
      <Pages page={page} pages={pages} />
      {asking && (
        <figure class="alert-qr">
          <img
            src={`/alerts/${asking.id}/qr.svg?m=${Math.floor(clock.now() / QR_SECONDS)}`}
            alt={say("acknowledge_qr")}
          />
        </figure>
      )}
    </section>
  );
}

function Line({ alert }: { alert: Listed }) {
  const { locale, clock, wall, screen, acknowledgeToken } = useAround();
  const now = clock.now();
  const told = acknowledgedWords(alert, now, locale);
  const held = heldWords(alert, now, locale);
  // A wall has one line: what happened since says more than where it began.
  const crowded = wall && (told || held || alert.escalated);
  const value = crowded ? "" : valueWords(alert, locale.lang);
  const fresh = now - alert.level_since < PULSE_SECONDS;
  const since = format.instant(alert.since, now, locale.lang, locale.zone);
  return (
    <li
      class={`alert alert-${alert.level}${told ? " is-acknowledged" : ""}${fresh ? " is-new" : ""}`}
      data-alert={alert.id}
    >
      <span class="alert-level">
        <Glyph name={alert.level} /> {say(alert.level)}
      </span>
      <strong class="alert-name">{alert.name}</strong>
      {value && <span class="alert-value">{value}</span>}
      <span class="alert-since">{say("since", { at: since })}</span>
      {held && (
        <span class="alert-held">
          <Glyph name={alert.held === "lost" ? "lost" : "late"} /> {held}
        </span>
      )}
      {!told && alert.escalated && <span class="alert-escalated">{say("alert_escalated")}</span>}
      {told && (
        <span class="alert-told">
          <Glyph name="acknowledged" /> {told}
        </span>
      )}
      {!told && !screen && acknowledgeToken && (
        <Acknowledge id={alert.id} name={alert.name} token={acknowledgeToken} />
      )}
    </li>
  );
}
