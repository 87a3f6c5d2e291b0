// What a page does when the server closes the socket with a code (docs/protocol.md).

export type Denial = "sign_in" | "denied" | "withdrawn";

export interface Course {
  /** "soon": by the schedule. "later": after half a minute. */
  again: "soon" | "later";
  /** The figures go, and the page says why. */
  denial: Denial | null;
  reload: boolean;
}

const SOON: Course = { again: "soon", denial: null, reload: false };
const LATER: Course = { again: "later", denial: null, reload: false };

const COURSES: Record<number, Course> = {
  4400: LATER,
  4401: { again: "later", denial: "sign_in", reload: false },
  4403: { again: "later", denial: "denied", reload: false },
  4410: { again: "later", denial: "withdrawn", reload: false },
  4413: LATER,
  4415: LATER,
  4426: { again: "later", denial: null, reload: true },
  4429: LATER,
};

export function courseAfter(code: number): Course {
  return COURSES[code] || SOON;
}
