// The certification log: where everybody stands, the form that notes, and one person's level.

import { makeElement } from "../shared/dom.js";
import { useLocale } from "../shared/words.js";
import { makeChosen } from "./chosen.js";
import { makeCurve } from "./curve.js";
import { makeDisputes } from "./disputes.js";
import { makeNoting } from "./noting.js";
import { makePeople } from "./people.js";
import { makeSure } from "./sure.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { LogMessage, LogTraits } from "./protocol.d.ts"
 */

/** @param {Props<LogTraits, LogMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-view", "nmt-log");
  /** @param {LogMessage} message */
  const send = (message) => model.send(message);
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const trouble = makeElement("p", { class: "nmt-quiet" });
  let isClicked = false; // somebody waits for the level they clicked on
  const people = makePeople(words.people, model.get("own"), ({ person, level }) => {
    isClicked = true;
    send({ type: "choose", person, level });
  });
  const chosen = makeChosen(words.chosen, words.fidelity, send);
  const curve = makeCurve(words.curve);
  const disputes = makeDisputes(words.disputes);
  const form = model.get("form");
  const noting = form ? makeNoting(words.note, form, send) : null;
  el.append(problem, disputes.element, people.element, trouble);
  if (noting) el.append(noting.element);
  el.append(chosen.element, curve.element);
  const sure = model.get("own") ? null : makeSure(words.sure, send);
  if (sure) el.append(sure.element);

  const drawRows = () => people.draw(model.get("rows"), model.get("chosen"), model.get("before"));
  const drawDisputes = () => disputes.draw(model.get("disputes"));
  const drawCurve = () => {
    curve.draw(model.get("curve"));
    if (isClicked && !model.get("chosen")) curve.focus();
  };
  const drawChosen = () => {
    chosen.draw(model.get("chosen"));
    drawRows();
    if (isClicked) chosen.focus();
    isClicked = false;
  };
  const drawProblem = () => {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
    trouble.textContent = model.get("trouble");
    trouble.hidden = !trouble.textContent;
  };
  const noted = () => noting?.noted();
  const drawSure = () => sure?.draw(model.get("error"));
  model.on("change:rows change:before", drawRows);
  model.on("change:curve", drawCurve);
  model.on("change:disputes", drawDisputes);
  model.on("change:chosen", drawChosen);
  model.on("change:problem change:trouble", drawProblem);
  model.on("change:noted", noted);
  model.on("change:error change:problem", drawSure);
  drawChosen();
  drawSure();
  drawCurve();
  drawDisputes();
  drawProblem();
  return () => {
    model.off("change:rows change:before", drawRows);
    curve.close();
    model.off("change:curve", drawCurve);
    model.off("change:disputes", drawDisputes);
    model.off("change:chosen", drawChosen);
    model.off("change:problem change:trouble", drawProblem);
    model.off("change:noted", noted);
    model.off("change:error change:problem", drawSure);
  };
}

export default { render };
