// The panel: what a figure means, how it came about, how old its parts are, what was left out.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Locale } from "../face";
import { faceOf } from "../face";
import * as format from "../format";
import { Glyph } from "../ui/glyph";
import type { Metric } from "../wire";
import { say } from "../words";
import type { Answer } from "./answer";
import { ask } from "./answer";
import type { Opened } from "./opening";
import { Parts, valueOf } from "./parts";
import { formulaText, lackingText, parameters, recoveryText } from "./reasons";

const AGAIN_MS = 5000;
const DIGITS = 2; // of a share here: a tenth of a per cent decides between two letters

interface Props {
  url: string;
  lang: string;
  opened: Opened;
  close: () => void;
}

/** What the server says now and every few seconds; a sentence where it says nothing. */
function useAnswer(url: string, opened: Opened): Answer | string | null {
  const [answer, setAnswer] = useState<Answer | string | null>(null);
  useEffect(() => {
    let over = false;
    let timer = 0;
    const look = async (): Promise<void> => {
      const found = await ask(url, opened.question);
      if (over) return;
      // One that was not understood does not take away the last good one.
      setAnswer((had) => (typeof found === "string" && had && typeof had !== "string" ? had : found));
      timer = window.setTimeout(() => void look(), AGAIN_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [url, opened]);
  return answer;
}

export function Panel({ url, lang, opened, close }: Props) {
  const answer = useAnswer(url, opened);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    <dialog
      class="why"
      ref={dialog}
      aria-labelledby="why-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="why-inner">
        <header class="why-head">
          <h2 id="why-title">{say("why_title")}</h2>
          <button type="button" class="why-close" onClick={() => dialog.current?.close()}>
            {say("close")}
          </button>
        </header>
        {answer === null ? (
          <p class="why-note" role="status">
            {say("why_loading")}
          </p>
        ) : typeof answer === "string" ? (
          <p class="why-note" role="status">
            {answer || say("why_unreachable")}
          </p>
        ) : (
          <Explained answer={answer} of={opened.of} locale={{ lang, zone: answer.timezone }} />
        )}
      </div>
    </dialog>
  );
}

function Explained({ answer, of, locale }: { answer: Answer; of: string; locale: Locale }) {
  const { metric, figure, formula, recovery } = answer;
  const face = faceOf(figure, metric, answer.at, locale);
  const labels = answer.labels || {};
  const notes = [face.status, face.remark].filter(Boolean).join(" · ");
  return (
    <>
      <p class="why-figure">
        <span class="why-label">{[metric.label, of].filter(Boolean).join(" · ")}</span>
        <span class="why-number">{exact(answer, metric, locale)}</span>
        {notes && (
          <span class="why-status">
            {face.mark && <Glyph name={face.mark} />} {notes}
          </span>
        )}
      </p>
      <p class="why-meaning">{metric.meaning}</p>
      {parameters(answer).length > 0 && <p class="why-how">{parameters(answer).join(" · ")}</p>}
      {formula && (
        <p class="why-how">
          {formulaText(formula, labels)}
          {formula.sums && ` = ${formula.sums.map((n) => format.number(n, locale.lang)).join(" ÷ ")}`}
          {formula.remark && ` (${formula.remark})`}
        </p>
      )}
      {formula && answer.asked && answer.asked !== formula.code && (
        <p class="why-how">{say("why_asked", { asked: answer.asked, used: formula.code })}</p>
      )}
      {recovery &&
        recoveryText(recovery, metric, locale).map((sentence) => (
          <p class="why-recovery" key={sentence}>
            {sentence}
          </p>
        ))}
      <Letters answer={answer} locale={locale} />
      <h3>{say("why_parts")}</h3>
      {answer.parts.length === 0 && <p class="why-note">{say("why_no_parts")}</p>}
      <Parts answer={answer} locale={locale} />
      <p class="why-note">
        {say("why_at", { at: format.timeOfDay(answer.at, locale.lang, locale.zone, true) })}
      </p>
    </>
  );
}

/** The same parts by the other letters. */
function Letters({ answer, locale }: { answer: Answer; locale: Locale }) {
  const letters = answer.letters || {};
  const codes = Object.keys(letters);
  if (codes.length < 2) return null;
  const used = answer.formula ? answer.formula.code : "";
  return (
    <>
      <h3>{say("why_letters")}</h3>
      <table class="why-letters">
        <tbody>
          {codes.map((code) => {
            const letter = letters[code]!;
            return (
              <tr key={code} class={code === used ? "is-used" : undefined}>
                <th scope="row">{code}</th>
                <td class="why-value">
                  {letter.figure
                    ? percent(letter.figure.v, locale) ||
                      valueOf(letter.figure, answer.metric, answer.at, locale)
                    : "–"}
                </td>
                <td>
                  {letter.figure ? letter.remark : lackingText(letter, answer.labels || {})}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** A share to the hundredth; everything else as the board shows it. */
function exact(answer: Answer, metric: Metric, locale: Locale): string {
  const share = metric.unit === "share" ? percent(answer.figure.v, locale) : "";
  return share || valueOf(answer.figure, metric, answer.at, locale);
}

function percent(value: unknown, locale: Locale): string {
  if (typeof value !== "number") return "";
  return `${format.number(Math.round(value * 1e6) / 1e4, locale.lang, DIGITS)} %`;
}
