// A model like anywidget's, and a kernel whose store lasts over reloads and is shared by the tabs of one browser.

import { Answers } from "../../nmt_widgets/widgets/shared/answers/answers.js";
import { makeSaveBar } from "../../nmt_widgets/widgets/shared/answers/save_bar.js";
import { makeScoreSheet } from "../../nmt_widgets/widgets/shared/form/score_sheet.js";

const STORE = "fake-store";
function readStore() {
  return (
    JSON.parse(localStorage.getItem(STORE)) ?? {
      revision: START.record.revision,
      answers: START.answers,
      revisions: [],
    }
  );
}
function writeStore(store) {
  localStorage.setItem(STORE, JSON.stringify(store));
}

const kernel = {
  mode: "answering", // answering, silent (hears nothing), mute (saves, says nothing)
  refusal: null, // {kind, message, path, retry} for every save while it is set
  delay: 15,
  heard: [],
  listeners: new Set(),
  say(message) {
    for (const listener of [...kernel.listeners]) listener(message, []);
  },
  commit(store, edit, by, changes, reason = "") {
    store.revision += 1;
    const at = new Date().toISOString();
    store.revisions.push({ number: store.revision, edit, by, at, changes, reason });
    for (const [path, value] of Object.entries(changes)) {
      if (value === null) delete store.answers[path];
      else store.answers[path] = value;
    }
    writeStore(store);
    return store.revision;
  },
  // Somebody else saves these answers.
  other(changes, by = "Ana", tell = false) {
    const revision = kernel.commit(readStore(), `other-${Math.random()}`, by, changes);
    if (tell) kernel.say({ type: "changed", revision, by, at: new Date().toISOString() });
    return revision;
  },
  saves() {
    return kernel.heard.filter(({ type }) => type === "save");
  },
  answer(message) {
    const store = readStore();
    const status = () => store.answers[`assessments/${START.record.assessment}/status`] ?? START.record.status;
    if (message.type === "refresh")
      return { type: "answers", revision: store.revision, answers: store.answers, status: status() };
    if (message.type !== "save") return null;
    const { edit, base, changes, reason } = message;
    if (kernel.refusal) return { type: "refused", edit, path: "", ...kernel.refusal };
    const done = store.revisions.find((revision) => revision.edit === edit);
    if (!done && base !== store.revision) {
      const theirs = {};
      for (const { number, by, at, changes } of store.revisions)
        if (number > base) for (const [path, value] of Object.entries(changes)) theirs[path] = { value, by, at };
      return { type: "stale", edit, revision: store.revision, theirs };
    }
    const revision = done?.number ?? kernel.commit(store, edit, "me", changes, reason);
    return { type: "saved", edit, revision, at: new Date().toISOString(), status: status() };
  },
};

const model = {
  get: (name) =>
    ({ ...START, answers: readStore().answers, record: { ...START.record, revision: readStore().revision } })[name],
  set() {},
  save_changes() {},
  on: (name, listener) => name === "msg:custom" && kernel.listeners.add(listener),
  off: (_name, listener) => kernel.listeners.delete(listener),
  send(message) {
    const sent = JSON.parse(JSON.stringify(message)); // as it goes over the wire
    kernel.heard.push({ ...sent, at: performance.now() });
    if (kernel.mode === "silent") return;
    const answer = kernel.answer(sent);
    if (answer && kernel.mode === "answering") setTimeout(() => kernel.say(answer), kernel.delay);
  },
};

const answers = new Answers(model);
const bar = makeSaveBar(answers, START.words);
const section = START.spec.sections.find(({ kind }) => kind === "functions");
const began = performance.now();
const sheet = makeScoreSheet(answers, section, START.spec, START.words);
document.querySelector("main").append(bar.element, sheet.element);
const heard = [];
answers.on((paths, origin) => heard.push({ origin, paths: [...paths] }));
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith("nmt-draft:"));
const draftOf = (key) => JSON.parse(localStorage.getItem(key)).changes;
const P = (name) => `assessments/${START.record.assessment}/functions/scores/${name}`;
Object.assign(window, {
  kernel,
  model,
  answers,
  bar,
  sheet,
  section,
  heard,
  drafts,
  draftOf,
  readStore,
  P,
  built: performance.now() - began,
});
