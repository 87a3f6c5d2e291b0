import assert from "node:assert/strict";
import { test } from "node:test";

import type { Content, DraftState } from "../../../static/src/designer/content";
import type { Answer, Published, Requests, Seen } from "../../../static/src/designer/requests";
import { Work } from "../../../static/src/designer/work";

const SAID = {
  published: (number: number) => `published ${number}`,
  adopted: (by: string) => `by ${by}`,
  refused: (why: string) => why,
  discarded: "discarded",
};

function content(name: string): Content {
  const screen = { inches: 24, width: 1920, height: 1080, distance_metres: 0.6 };
  return { name, purpose: "desk", theme: "dark", team: "", screen, widgets: [] };
}

function state(name: string, mark: string, by = "Anna"): DraftState {
  return {
    content: content(name),
    mark,
    base: "base",
    published: "base",
    changed_at: 1,
    changed_by: by,
    problems: {},
  };
}

/** A server with one draft, which another author may change behind one's back. */
class Server {
  draft = state("first", "");
  saves: string[] = [];
  answers: Answer<DraftState>[] = [];
  private marks = 0;

  async save(sent: Content, seen: Seen): Promise<Answer<DraftState>> {
    this.saves.push(sent.name);
    const planned = this.answers.shift();
    if (planned) return planned;
    if (seen.mark !== this.draft.mark) return { is: "outdated", state: this.draft };
    this.marks += 1;
    this.draft = { ...state(sent.name, `m${this.marks}`, "Me"), content: sent };
    return { is: "done", value: this.draft };
  }

  async draftNow(): Promise<Answer<DraftState>> {
    return { is: "done", value: this.draft };
  }

  async publish(seen: Seen): Promise<Answer<Published>> {
    if (seen.mark !== this.draft.mark) return { is: "outdated", state: this.draft };
    this.draft = { ...this.draft, mark: "" };
    return { is: "done", value: { ...this.draft, number: 2, ids: {} } };
  }
}

function begun(server: Server): Work {
  const requests = {
    save: (sent: Content, seen: Seen) => server.save(sent, seen),
    draft: () => server.draftNow(),
    publish: (seen: Seen) => server.publish(seen),
  } as unknown as Requests;
  return new Work(requests, server.draft, SAID);
}

test("what is changed is kept, and only once", async () => {
  const server = new Server();
  const work = begun(server);
  work.change(content("second"));
  assert.equal(work.get().keeping, "changed");
  assert.equal(await work.save(), true);
  assert.deepEqual([server.saves, work.get().keeping], [["second"], "kept"]);
});

test("what is changed while a save is on its way is sent after it", async () => {
  const server = new Server();
  const work = begun(server);
  work.change(content("second"));
  const saving = work.save();
  work.change(content("third"));
  await saving;
  assert.deepEqual(server.saves, ["second", "third"]);
});

test("when somebody was faster nothing is overwritten, and both versions are at hand", async () => {
  const server = new Server();
  const work = begun(server);
  server.draft = state("hers", "h1");
  work.change(content("mine"));
  assert.equal(await work.save(), false);
  assert.equal(server.draft.content.name, "hers");
  assert.equal(work.get().theirs!.content.name, "hers");
  work.takeTheirs();
  assert.deepEqual([work.content.name, work.get().keeping], ["hers", "kept"]);
  work.undo("");
  assert.equal(work.content.name, "mine");
  await work.save();
});

test("keeping mine is asked for, and leaves theirs one undo away", async () => {
  const server = new Server();
  const work = begun(server);
  server.draft = state("hers", "h1");
  work.change(content("mine"));
  await work.save();
  work.keepMine();
  await new Promise((resume) => setTimeout(resume, 10));
  assert.equal(server.draft.content.name, "mine");
  work.undo("");
  assert.equal(work.content.name, "hers");
  await work.save();
});

test("who changed nothing sees at once what somebody else saved", async () => {
  const server = new Server();
  const work = begun(server);
  server.draft = state("hers", "h1");
  await work.heard("h1");
  assert.deepEqual([work.content.name, work.get().told], ["hers", "by Anna"]);
  await work.heard("h1");
  assert.equal(work.get().past.before.length, 1);
});

test("a server that does not answer loses nothing: the change is tried again", async () => {
  const server = new Server();
  server.answers = [{ is: "unreachable" }];
  const work = begun(server);
  work.change(content("second"));
  assert.equal(await work.save(), false);
  assert.equal(work.get().keeping, "unreachable");
  assert.equal(await work.save(), true);
  assert.equal(server.draft.content.name, "second");
});

test("publishing keeps what is on the bench first", async () => {
  const server = new Server();
  const work = begun(server);
  work.change(content("second"));
  await work.publish();
  assert.deepEqual([server.saves, work.get().seen.mark, work.get().told], [["second"], "", "published 2"]);
});
