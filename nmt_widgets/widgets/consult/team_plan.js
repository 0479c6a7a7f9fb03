// The plan as the team's board, the weeks after it, and its papers. What is decided or done is kept like every other answer.

import { Answers } from "../shared/answers/answers.js";
import { barButton } from "../shared/answers/panel.js";
import { makeSaveBar } from "../shared/answers/save_bar.js";
import { makeElement } from "../shared/dom.js";
import { fillWords, useLocale } from "../shared/words.js";
import { makeFollowUp } from "./follow_up.js";
import { makePaperRecipient } from "./paper_recipient.js";
import { makeBoard } from "./plan_board.js";

/**
 * @import { AnyModel, InitializeProps, RenderProps } from "@anywidget/types"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { PlanLineRow } from "./protocol.d.ts"
 */

/**
 * @param {AnyModel} model
 * @param {Answers} answers
 * @param {HTMLElement} el
 */
function makeTeamPlan(model, answers, el) {
  const words = model.get("words");
  const root = `assessments/${model.get("record").assessment}/plan`;
  el.classList.add("nmt-team-plan");
  answers.naming = (path) => {
    const [, id, week] = path.slice(root.length + 1).split("/");
    const title =
      model.get("lines").find((/** @type {PlanLineRow} */ line) => line.id === id)?.title ??
      answers.get(`${root}/decisions/${id}`)?.title;
    return title ? (week ? fillWords(words.plan.entry_name, { title, week }) : title) : "";
  };
  const bar = makeSaveBar(answers, words, (path) => view.focus(path));
  const banner = makeElement("div", { class: "nmt-alert is-notice nmt-what-if-banner" });
  const main = makeElement("div");
  if (model.get("record").write) el.append(bar.element);
  el.append(banner, main);
  /** @type {Record<string, (answers: Answers, model: AnyModel, words: Words, root: string) => any>} */
  const views = { board: makeBoard, follow_up: makeFollowUp, papers: makePaperRecipient };
  /** @type {any} */
  let view = null;
  function show() {
    view = (views[model.get("view")] ?? makeBoard)(answers, model, words.plan, root);
    main.replaceChildren(view.element);
  }
  function tellBanner() {
    banner.replaceChildren(makeElement("span", { text: model.get("banner") }));
    if (model.get("offer")) banner.append(barButton(model.get("offer"), () => model.send({ type: "copy" })));
    banner.hidden = !model.get("banner");
  }
  const build = () => view.build();
  // While scores are on trial nothing is decided, added, agreed or followed up.
  function pause() {
    answers.pause(model.get("trial"));
    bar.element.hidden = answers.paused && !answers.pending;
    build();
  }
  const heard = {
    view: show,
    lines: build,
    trial: pause,
    safety: build,
    standing: () => view.showStanding?.(),
    adherence: () => view.showFacts?.(),
    paper: () => view.showPaper?.(),
    banner: tellBanner,
  };
  for (const [name, act] of Object.entries(heard)) model.on(`change:${name}`, act);
  const off = answers.on((paths) => view.tell(paths));
  show();
  pause();
  tellBanner();
  return () => {
    off();
    for (const [name, act] of Object.entries(heard)) model.off(`change:${name}`, act);
    bar.close();
  };
}

// One module a widget: what several views of it share stands here.
export default () => {
  /** @type {any} */
  let answers = null;
  return {
    /** @param {{ model: AnyModel }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new Answers(model);
      answers.pause(model.get("trial"));
      return () => answers.close?.();
    },
    /** @param {RenderProps} props */
    render({ model, el }) {
      return makeTeamPlan(model, answers, el);
    },
  };
};
