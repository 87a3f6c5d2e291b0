// Entry of the designer. What it must know stands in data attributes of #designer.

import { render } from "preact";

import { Designer } from "./designer/designer";
import { tell } from "./designer/words";
import { Requests } from "./designer/requests";
import { Work } from "./designer/work";
import { Clock } from "./live/clock";
import { Session } from "./live/session";
import { Store } from "./live/store";
import { Message } from "./ui/message";
import { speak } from "./words";

async function begin(root: HTMLElement): Promise<void> {
  const data = root.dataset as Record<string, string>;
  const lang = document.documentElement.lang || "en";
  speak(lang);
  render(<Message title={tell("loading")} quiet />, root);
  const requests = new Requests({
    draft: data["draft"]!,
    publish: data["publish"]!,
    kit: data["kit"]!,
    token: data["token"]!,
  });
  const [kit, state] = await Promise.all([requests.kit(), requests.draft()]);
  if (kit.is !== "done" || state.is !== "done") {
    render(<Message title={tell("not_opened")} hint={tell("not_opened_hint")} />, root);
    return;
  }
  const work = new Work(requests, state.value, {
    published: (number) => tell("published_now", { number }),
    adopted: (by) => tell("adopted", { by: by || tell("somebody") }),
    refused: (why) => tell("refused", { why }),
    discarded: tell("discarded"),
  });
  const store = new Store();
  const clock = new Clock();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  new Session(
    {
      board: `draft:${data["board"]}`,
      build: data["build"] || "",
      url: `${scheme}://${location.host}/ws/board/`,
    },
    store,
    clock,
  );
  render(
    <Designer
      work={work}
      kit={kit.value}
      store={store}
      clock={clock}
      lang={lang}
      back={data["back"]!}
      preview={data["preview"]!}
      history={data["history"]!}
    />,
    root,
  );
}

const root = document.getElementById("designer");
if (root) void begin(root);
