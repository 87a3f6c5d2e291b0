// The shapes of the house, drawn rather than typed: television fonts lack half of them. A glyph is
// decoration beside a word, never the only bearer of a meaning, hence hidden from screen readers.

const PATHS: Record<string, string> = {
  // marks of trust and level
  warn: "M8 1.5 15.2 14.2H.8Z",
  critical: "M8 .6 15.4 8 8 15.4.6 8Z",
  late: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8v5.2h5.2A5.2 5.2 0 1 1 8 2.8Z",
  lost: "M2 6.8h12v2.4H2Z",
  closed: "M10.6 1.2a7 7 0 1 0 4.2 9.9A6 6 0 0 1 10.6 1.2Z",
  unknown:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8ZM7 " +
    "10.4h2v1.8H7ZM5.4 6.4a2.6 2.6 0 1 1 3.6 2.4v.7H7V7.4h1a.9.9 0 1 0-.9-1Z",
  notice:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8ZM7 " +
    "7h2v4.6H7ZM7 4.2h2v1.9H7Z",
  help:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 4.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4ZM7.1 " +
    "2.2h1.8v2.4H7.1Zm0 9.2h1.8v2.4H7.1ZM2.2 7.1h2.4v1.8H2.2Zm9.2 0h2.4v1.8h-2.4Z",
  acknowledged: "M13.6 2.6 15 4 6.2 12.8 1.6 8.2 3 6.8l3.2 3.2Z",
  fresh: "M8 3.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8Z",
  // states of agents
  available: "M8 1.4a6.6 6.6 0 1 0 0 13.2A6.6 6.6 0 0 0 8 1.4Z",
  ringing:
    "M8 1a4.6 4.6 0 0 0-4.6 4.6v3L1.8 11.4v1h12.4v-1l-1.6-2.8v-3A4.6 4.6 0 0 0 8 1ZM6 13.4a2 2 0 0 0 4 0Z",
  on_contact: "M1 2h14v9H9l-4 3.6V11H1Z",
  on_hold: "M2.6 1h10.8v2.4L9.6 8l3.8 4.6V15H2.6v-2.4L6.4 8 2.6 3.4Z",
  wrap_up: "M11.4.9 15.1 4.6 5.6 14.1 1 15l.9-4.6Z",
  paused: "M2.6 1.6h3.8v12.8H2.6Zm7 0h3.8v12.8H9.6Z",
  busy_other: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8v10.4A5.2 5.2 0 1 1 8 2.8Z",
  logged_out: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8Z",
};

export function Glyph({ name }: { name: string }) {
  return (
    <svg class={`glyph glyph-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name] || PATHS["unknown"]} fill-rule="evenodd" />
    </svg>
  );
}
