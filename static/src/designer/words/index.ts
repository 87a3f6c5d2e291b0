// What the designer says, in the language of its page: English is built in, another language comes as
// a script that ran before this one (`designer-sv.js`).

import type { DesignerWord } from "./en";
import { words as english } from "./en";

export type { DesignerWord } from "./en";

declare global {
  interface Window {
    wallboardDesignerWords?: { words: Partial<Record<string, string>> };
  }
}

export function tell(key: DesignerWord, values: Record<string, string | number> = {}): string {
  const loaded = typeof window === "undefined" ? undefined : window.wallboardDesignerWords;
  const text = (loaded && loaded.words[key]) || english[key];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
