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
 * @import { Model } from "../shared/model.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { BoardMessage, PlanBoardTraits } from "./protocol.d.ts"
 */

/** @typedef {Model<PlanBoardTraits, BoardMessage>} BoardModel */

/**
 * A view of the plan. `tell` is called with the paths of changed answers; an empty set says that the locks have changed.
 * @typedef {{ element: HTMLElement, build(): void, tell(paths: Set<string>): void, focus(path: string): void,
 *   showStanding?(): void, showFacts?(): void, showPaper?(): void }} PlanView
 */

/** @type {Record<PlanBoardTraits["view"], (answers: Answers, model: BoardModel, words: Words, root: string) => PlanView>} */
const VIEWS = { board: makeBoard, follow_up: makeFollowUp, papers: makePaperRecipient };

/**
 * @param {BoardModel} model
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
      model.get("lines").find((line) => line.id === id)?.title ?? answers.get(`${root}/decisions/${id}`)?.title;
    return title ? (week ? fillWords(words.plan.entry_name, { title, week }) : title) : "";
  };
  const bar = makeSaveBar(answers, words, (path) => view.focus(path));
  const banner = makeElement("div", { class: "nmt-alert is-notice nmt-what-if-banner" });
  const main = makeElement("div");
  if (model.get("record").write) el.append(bar.element);
  el.append(banner, main);
  const makeView = () => VIEWS[model.get("view")](answers, model, words.plan, root);
  let view = makeView();
  main.append(view.element);
  function turn() {
    view = makeView();
    main.replaceChildren(view.element);
  }
  function showBanner() {
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
  const listeners = {
    view: turn,
    lines: build,
    trial: pause,
    safety: build,
    standing: () => view.showStanding?.(),
    adherence: () => view.showFacts?.(),
    paper: () => view.showPaper?.(),
    banner: showBanner,
  };
  for (const [name, act] of Object.entries(listeners)) model.on(`change:${name}`, act);
  const off = answers.on((paths) => view.tell(paths));
  pause();
  showBanner();
  bar.showPlace(model.get("where"));
  return () => {
    off();
    for (const [name, act] of Object.entries(listeners)) model.off(`change:${name}`, act);
    bar.close();
  };
}

// What several views of one widget share.
export default () => {
  /** @type {Answers} */
  let answers;
  return {
    /** @param {{ model: BoardModel }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new Answers(model);
      answers.pause(model.get("trial"));
      return () => answers.close();
    },
    /** @param {{ model: BoardModel, el: HTMLElement }} props */
    render({ model, el }) {
      return makeTeamPlan(model, answers, el);
    },
  };
};
