// What the designer says. Apart from the board's words: no television loads it.

export const en = {
  back: "Back to the board",
  undo: "Undo",
  redo: "Redo",
  publish: "Publish",
  publishing: "Publishing…",
  discard: "Discard draft",
  discard_sure: "Discard what is not published?",
  preview: "Preview",
  view_board: "Board",
  view_phone: "Phone",
  kept: "Draft saved",
  nothing_new: "As published",
  changed: "Not saved yet",
  saving: "Saving…",
  unreachable: "The server does not answer. Your changes are kept here and tried again.",
  signed_out: "You are signed out. Sign in in another window and go on here.",
  gone: "This board is no longer yours to edit. What you see here cannot be saved.",
  loading: "Opening the board",
  not_opened: "The board cannot be opened",
  not_opened_hint: "Reload the page to try again.",
  palette: "Add a tile",
  palette_hint: "Click, or drag onto the board",
  canvas: "Tiles of the board",
  canvas_help:
    "Arrow keys move a tile, Shift and arrow keys change its size, Enter opens its settings, Delete removes it.",
  tile_label: "{title}, {type}. Column {column}, row {row}, {width} wide, {height} high.",
  untitled: "untitled",
  waiting: "Its figures come in a moment.",
  unknown_type: "“{type}” is a tile of another version. It is kept as it is.",
  empty: "An empty board",
  empty_hint: "Choose a tile on the left. It lands on the first free place.",
  added: "{title} added at column {column}, row {row}",
  moved: "{title} at column {column}, row {row}",
  sized: "{title} {width} wide, {height} high",
  at_edge: "{title} cannot go further",
  removed: "{title} removed",
  copied: "{title} copied",
  undone: "Undone",
  redone: "Redone",
  nothing_to_undo: "Nothing to undo",
  nothing_to_redo: "Nothing to redo",
  published_now: "Published. Viewers see it now (revision {number}).",
  adopted: "{by} changed this draft: you see it now. Undo brings yours back.",
  somebody: "Somebody",
  refused: "The server refused the draft: {why}",
  rows: "{rows} rows",
  fold: "Below this line one has to scroll",
  tile_settings: "Tile",
  board_settings: "Board",
  close_up: "Close empty rows",
};

export type DesignerWord = keyof typeof en;

export type DesignerWords = Readonly<Record<string, string>>;

declare global {
  interface Window {
    /** In another language: `words-designer-sv.js`, which ran before this script. */
    wallboardDesignerWords?: { words: DesignerWords };
  }
}

export function tell(key: DesignerWord, values: Record<string, string | number> = {}): string {
  const own = window.wallboardDesignerWords;
  const text = (own && own.words[key]) || en[key];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
