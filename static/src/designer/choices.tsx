// Questions that an author has to answer before the work goes on: somebody else was at the board.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import * as format from "../format";
import { useAround } from "../ui/surroundings";
import type { DraftState } from "./content";
import type { Bench, Work } from "./work";
import { tell } from "./words";

interface Props {
  bench: Bench;
  work: Work;
  history: string;
}

export function Choices({ bench, work, history }: Props) {
  if (bench.theirs) return <Theirs theirs={bench.theirs} work={work} />;
  if (!bench.newer) return null;
  return (
    <Question title={tell("newer")} onLeave={() => work.dismissNewer()}>
      <p>
        {tell("newer_hint")} <a href={history}>{tell("history")}</a>
      </p>
      <p class="panel-deeds">
        <button type="button" class="button-main" onClick={() => void work.publish(true)}>
          {tell("publish_over")}
        </button>
        <button type="button" onClick={() => work.dismissNewer()}>
          {tell("not_now")}
        </button>
      </p>
    </Question>
  );
}

function Theirs({ theirs, work }: { theirs: DraftState; work: Work }) {
  const { locale, clock } = useAround();
  const by = theirs.changed_by || tell("somebody");
  const at =
    theirs.changed_at === null
      ? ""
      : format.instant(theirs.changed_at, clock.now(), locale.lang, locale.zone);
  const gone = theirs.mark === "";
  return (
    <Question title={gone ? tell("theirs_gone") : tell("theirs", { by, at })}>
      <p>{tell("theirs_hint")}</p>
      <p class="panel-deeds">
        <button type="button" class="button-main" onClick={() => work.takeTheirs()}>
          {gone ? tell("take_published") : tell("take_theirs", { by })}
        </button>
        <button type="button" onClick={() => work.keepMine()}>
          {tell("keep_mine")}
        </button>
      </p>
    </Question>
  );
}

interface QuestionProps {
  title: string;
  /** Without it the question wants an answer. */
  onLeave?: () => void;
  children: ComponentChildren;
}

function Question({ title, onLeave, children }: QuestionProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="question"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        if (onLeave) onLeave();
      }}
    >
      <h2 class="panel-title">{title}</h2>
      {children}
    </dialog>
  );
}
