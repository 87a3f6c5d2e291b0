// Undo and redo over whole values. What follows on each other quickly and is of one kind (typing
// into one field, moving one tile) is one step.

const MOST_STEPS = 200;

export interface Past<T> {
  before: T[];
  now: T;
  after: T[];
  /** What the last step was of; another step of the same kind joins it. */
  kind: string;
}

export function begun<T>(now: T): Past<T> {
  return { before: [], now, after: [], kind: "" };
}

/** `kind` "" never joins. */
export function done<T>(past: Past<T>, next: T, kind = ""): Past<T> {
  if (next === past.now) return past;
  const joins = kind !== "" && kind === past.kind;
  const before = joins ? past.before : past.before.concat([past.now]).slice(-MOST_STEPS);
  return { before, now: next, after: [], kind };
}

export function undone<T>(past: Past<T>): Past<T> {
  if (!past.before.length) return past;
  return {
    before: past.before.slice(0, -1),
    now: past.before[past.before.length - 1]!,
    after: [past.now, ...past.after],
    kind: "",
  };
}

export function redone<T>(past: Past<T>): Past<T> {
  if (!past.after.length) return past;
  return {
    before: past.before.concat([past.now]),
    now: past.after[0]!,
    after: past.after.slice(1),
    kind: "",
  };
}

/** The next step stands alone. */
export function parted<T>(past: Past<T>): Past<T> {
  return past.kind ? { ...past, kind: "" } : past;
}

export function mapped<T>(past: Past<T>, change: (value: T) => T): Past<T> {
  return {
    before: past.before.map(change),
    now: change(past.now),
    after: past.after.map(change),
    kind: "",
  };
}
