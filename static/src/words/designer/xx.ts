import { en } from "../../designer/words";
import { accented } from "../xx";

export const words: Record<string, string> = {};
(Object.keys(en) as (keyof typeof en)[]).forEach((key) => {
  words[key] = accented(en[key]);
});
