// The plan as the team's board, and the weeks after it. What is decided or done is kept like every other answer.

const PLAN_PARTS = ["web", "family", "client"];
const VERDICTS = ["accepted", "changed", "rejected"];
const WEEKS_SHOWN = 4;

// The Monday of the week a day is in, written like 2026-03-02.
function mondayOf(date) {
  const day = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
function weeksUntil(monday, count) {
  const last = Date.parse(`${monday}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => new Date(last - (count - 1 - at) * 7 * 86_400_000).toISOString().slice(0, 10));
}
function sayWeek(monday) {
  return new Date(`${monday}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

function labelled(words, input, className = "") {
  const label = makeElement("label", `nmt-plan-field ${className}`.trim());
  label.append(makeElement("span", "", words), input);
  return label;
}
function inputOf(type, attributes = {}) {
  return makeElement("input", "nmt-input", "", { type, autocomplete: "off", ...attributes });
}
function makeChoice(options) {
  const select = makeElement("select", "nmt-input");
  select.append(...Object.entries(options).map(([value, text]) => makeElement("option", "", text, { value })));
  return select;
}
function wholeOf(input) {
  return /^\d+$/.test(input.value.trim()) ? Number(input.value) : null;
}

// One line of the plan: what is proposed, why, and what the team makes of it.
function makePlanLine(answers, line, words, root) {
  const path = `${root}/decisions/${line.id}`;
  const element = makeElement("article", "nmt-line", "", { "data-line": line.id, "data-path": path, tabindex: "-1" });
  const head = makeElement("header", "nmt-line-head");
  const kind = makeElement("span", "nmt-line-kind", line.kind_name, { "data-kind": line.kind });
  const title = makeElement("h4", "", line.title);
  head.append(kind, title);
  if (!line.settled) head.append(makeElement("span", "nmt-line-unsettled", words.not_settled));
  element.append(head);
  if (line.text) element.append(makeElement("p", "nmt-line-text", line.text));
  if (line.facts.length) {
    const facts = makeElement("dl", "nmt-line-facts");
    for (const [name, value] of line.facts) {
      const fact = makeElement("div");
      fact.append(makeElement("dt", "", name), makeElement("dd", "", value));
      facts.append(fact);
    }
    element.append(facts);
  }
  if (line.why.length) {
    const why = makeElement("details", "nmt-line-why");
    const list = makeElement("ul");
    for (const reason of line.why) list.append(makeElement("li", "", reason));
    why.append(makeElement("summary", "", words.why), list);
    if (line.changes_when) why.append(makeElement("p", "", fillWords(words.changes_when, { when: line.changes_when })));
    element.append(why);
  }

  const decision = makeElement("fieldset", "nmt-decision");
  decision.append(makeElement("legend", "nmt-unseen", fillWords(words.decision, { title: line.title })));
  const name = `nmt-verdict-${makeId()}`;
  const choices = makeElement("div", "nmt-verdicts");
  const radios = VERDICTS.map((verdict) => {
    const input = makeElement("input", "", "", { type: "radio", name, value: verdict });
    const label = makeElement("label");
    label.append(input, makeElement("span", "", words.verdicts[verdict]));
    choices.append(label);
    return input;
  });
  const clear = barButton(words.clear, () => answers.set(path, null), "nmt-plain nmt-verdict-clear");
  choices.append(clear);
  const fields = {
    reason: inputOf("text", { maxlength: "2000" }),
    who: inputOf("text", { maxlength: "300" }),
    minutes: inputOf("number", { min: "0", max: "1440", inputmode: "numeric" }),
    times: inputOf("number", { min: "0", max: "100", inputmode: "numeric" }),
    per: makeChoice(words.per),
    start: inputOf("date"),
    note: inputOf("text", { maxlength: "2000" }),
  };
  const more = makeElement("div", "nmt-decision-more");
  const shown = Object.fromEntries(Object.entries(fields).map(([key, input]) => [key, labelled(words.fields[key], input, `nmt-plan-${key}`)]));
  more.append(...Object.values(shown));
  const problem = makeElement("p", "nmt-save-problem", "", { role: "alert" });
  decision.append(choices, more, problem);
  if (answers.mayWrite) element.append(decision);

  function value() {
    const verdict = radios.find((radio) => radio.checked)?.value;
    if (!verdict) return null;
    const made = { ...(answers.get(path) ?? {}), verdict };
    for (const key of ["reason", "who", "start", "note"]) made[key] = fields[key].value.trim() || null;
    made.minutes = wholeOf(fields.minutes);
    made.times = wholeOf(fields.times);
    made.per = made.times === null || fields.per.value === "week" ? null : fields.per.value;
    if (line.own) Object.assign(made, { title: line.title, part: line.part });
    return Object.fromEntries(Object.entries(made).filter(([, part]) => part !== null && part !== ""));
  }
  for (const radio of radios)
    radio.addEventListener("change", () => {
      if (radio.value !== "rejected") {
        if (!fields.minutes.value && line.minutes) fields.minutes.value = line.minutes;
        if (!fields.times.value && line.times) {
          fields.times.value = line.times;
          fields.per.value = line.per ?? "week";
        }
      }
      answers.set(path, value());
      show();
      if (radio.value !== "accepted" && !fields.reason.value) fields.reason.focus();
    });
  for (const input of Object.values(fields))
    input.addEventListener("input", () => answers.set(path, value(), { typing: input.type === "text" }));

  function show() {
    const now = answers.get(path);
    const locked = answers.isLocked(path);
    element.dataset.verdict = now?.verdict ?? "";
    for (const radio of radios) {
      radio.checked = radio.value === now?.verdict;
      radio.disabled = locked;
    }
    for (const [key, input] of Object.entries(fields)) {
      if (input !== document.activeElement) input.value = now?.[key] ?? (key === "per" ? "week" : "");
      if (input.tagName === "SELECT") input.disabled = locked;
      else input.readOnly = locked;
    }
    more.hidden = !now;
    clear.hidden = !now || locked;
    shown.reason.hidden = !now || now.verdict === "accepted";
    for (const key of ["who", "minutes", "times", "per", "start"]) shown[key].hidden = now?.verdict === "rejected";
    const lacks = now && now.verdict !== "accepted" && !now.reason;
    problem.textContent = answers.problem(path) || (lacks ? words.reason_missing : "");
  }
  show();
  return { element, path, show, focus: () => element.focus() };
}

// Lines the team adds by itself have their title and part in the decision.
function ownLines(answers, root, words) {
  return answers
    .paths(`${root}/decisions/own:`)
    .map((path) => [path, answers.get(path)])
    .filter(([, value]) => value?.title)
    .map(([path, value]) => ({
      id: path.slice(`${root}/decisions/`.length),
      part: PLAN_PARTS.includes(value.part) ? value.part : "client",
      kind: "own",
      kind_name: words.own,
      title: value.title,
      text: "",
      facts: [],
      why: [],
      settled: true,
      own: true,
    }));
}

function makeBoard(answers, model, words, root) {
  const element = makeElement("div", "nmt-board");
  let lines = [];

  function makeOwn(part) {
    const form = makeElement("form", "nmt-own-line");
    const input = inputOf("text", { maxlength: "300", required: "" });
    form.append(labelled(words.add_label, input), makeElement("button", "nmt-plain", words.add, { type: "submit" }));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const title = input.value.trim();
      if (!title) return input.focus();
      answers.set(`${root}/decisions/own:${makeId()}`, { verdict: "accepted", title, part });
      input.value = "";
    });
    return form;
  }

  function makeMeeting() {
    const meeting = makeElement("section", "nmt-meeting");
    const present = makeElement("textarea", "nmt-input", "", { rows: "3", maxlength: "5000" });
    const agreed = inputOf("date");
    const [presentPath, agreedPath] = [`${root}/present`, `${root}/agreed`];
    present.addEventListener("input", () => {
      const people = present.value.split("\n").map((line) => line.trim()).filter(Boolean);
      answers.set(presentPath, people.length ? people : null, { typing: true });
    });
    agreed.addEventListener("change", () => answers.set(agreedPath, agreed.value || null));
    const today = barButton(words.agree_today, () => {
      const now = new Date();
      const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
      answers.set(agreedPath, day);
      show();
    }, "nmt-primary");
    const said = makeElement("p", "nmt-meeting-said", "", { role: "status" });
    meeting.append(makeElement("h3", "", words.meeting), labelled(words.present, present), labelled(words.agreed, agreed), today, said);
    function show() {
      if (present !== document.activeElement) present.value = (answers.get(presentPath) ?? []).join("\n");
      if (agreed !== document.activeElement) agreed.value = answers.get(agreedPath) ?? "";
      const locked = answers.isLocked(presentPath);
      present.readOnly = agreed.readOnly = today.disabled = locked;
      const decided = lines.filter((line) => answers.get(line.path)).length;
      said.textContent = fillWords(words[answers.get(agreedPath) ? "agreed_said" : "decided"], { n: decided, of: lines.length, day: answers.get(agreedPath) ?? "" });
    }
    return { element: meeting, show };
  }
  const meeting = makeMeeting();

  function build() {
    const at = document.activeElement?.closest?.("[data-line]")?.dataset.line;
    const all = [...model.get("lines"), ...ownLines(answers, root, words)];
    lines = all.map((line) => makePlanLine(answers, line, words, root));
    const parts = PLAN_PARTS.map((part) => {
      const section = makeElement("section", "nmt-board-part", "", { "data-part": part });
      section.append(makeElement("h3", "", words.parts[part].name), makeElement("p", "nmt-quiet", words.parts[part].lead));
      const own = lines.filter((_, at) => all[at].part === part);
      if (!own.length) section.append(makeElement("p", "nmt-quiet", words.nothing));
      const list = makeElement("div", "nmt-board-lines");
      list.append(...own.map((line) => line.element));
      section.append(list);
      if (answers.mayWrite) section.append(makeOwn(part));
      return section;
    });
    const outlook = makeElement("section", "nmt-outlook");
    for (const { title, items } of model.get("outlook")) {
      const list = makeElement("ul");
      for (const [name, text] of items) {
        const item = makeElement("li");
        if (name) item.append(makeElement("b", "", `${name}. `));
        item.append(text);
        list.append(item);
      }
      const part = makeElement("div");
      part.append(makeElement("h3", "", title), list);
      outlook.append(part);
    }
    element.replaceChildren(...parts, outlook, meeting.element);
    meeting.show();
    if (at) lines.find((line) => line.element.dataset.line === at)?.focus();
  }
  const isOwn = (path) => path.startsWith(`${root}/decisions/own:`);
  build();
  return {
    element,
    build,
    tell(paths) {
      const unknown = [...paths].some((path) => isOwn(path) && !lines.some((line) => line.path === path) === Boolean(answers.get(path)));
      if (unknown) return build();
      for (const line of lines) if (!paths.size || paths.has(line.path)) line.show();
      meeting.show();
    },
    focus: (path) => lines.find((line) => line.path === path)?.focus(),
  };
}

// What was done of each agreed line, week by week, and what came of it.
function makeFollowUp(answers, model, words, root) {
  const element = makeElement("div", "nmt-follow-up");
  let last = mondayOf(new Date());
  let cells = [];

  const agreed = () =>
    [...model.get("lines"), ...ownLines(answers, root, words)].filter((line) => {
      const verdict = answers.get(`${root}/decisions/${line.id}`)?.verdict;
      return verdict === "accepted" || verdict === "changed";
    });

  function planned(line) {
    const decision = answers.get(`${root}/decisions/${line.id}`) ?? {};
    const [times, per] = decision.times ? [decision.times, decision.per ?? "week"] : [line.times ?? null, line.per ?? "week"];
    return { times, per: words.per[per], minutes: decision.minutes ?? line.minutes ?? null, who: decision.who ?? "" };
  }

  function makeCell(line, week) {
    const path = `${root}/entries/${line.id}/${week}`;
    const name = fillWords(words.cell, { title: line.title, week: sayWeek(week) });
    const times = inputOf("number", { min: "0", max: "500", inputmode: "numeric", "aria-label": fillWords(words.cell_times, { name }) });
    const guess = makeElement("input", "", "", { type: "checkbox", "aria-label": fillWords(words.cell_estimated, { name }), title: words.estimated });
    const cell = makeElement("td", "nmt-week");
    const save = (typing) => {
      const before = answers.get(path) ?? {};
      const made = { ...before, times: wholeOf(times), estimated: guess.checked };
      if (made.times === null) delete made.times;
      if (!made.estimated) delete made.estimated;
      answers.set(path, made.times === undefined && !made.note ? null : made, { typing });
    };
    times.addEventListener("input", () => save(true));
    guess.addEventListener("change", () => save(false));
    const estimate = makeElement("label", "nmt-estimate");
    estimate.append(guess, makeElement("span", "", words.estimated_short, { "aria-hidden": "true" }));
    cell.append(times, estimate);
    const show = () => {
      const now = answers.get(path);
      if (times !== document.activeElement) times.value = now?.times ?? "";
      guess.checked = Boolean(now?.estimated);
      times.readOnly = guess.disabled = answers.isLocked(path);
    };
    show();
    return { cell, path, show };
  }

  function build() {
    const weeks = weeksUntil(last, WEEKS_SHOWN);
    cells = [];
    const lines = agreed();
    if (!lines.length) return element.replaceChildren(makeElement("p", "nmt-quiet", words.none_agreed));
    const table = makeElement("table", "nmt-weeks");
    const head = makeElement("tr");
    for (const title of [words.line, words.planned]) head.append(makeElement("th", "", title, { scope: "col" }));
    for (const week of weeks) head.append(makeElement("th", "", fillWords(words.week, { week: sayWeek(week) }), { scope: "col" }));
    for (const title of [words.fidelity, words.outcome]) head.append(makeElement("th", "", title, { scope: "col" }));
    const thead = makeElement("thead");
    thead.append(head);
    const body = makeElement("tbody");
    for (const line of lines) {
      const row = makeElement("tr", "", "", { "data-line": line.id });
      const { times, per, minutes, who } = planned(line);
      const name = makeElement("th", "", line.title, { scope: "row" });
      if (who) name.append(makeElement("small", "", who));
      const dose = times === null ? words.no_dose : fillWords(minutes === null ? words.dose_times : words.dose, { times, minutes, per });
      row.append(name, makeElement("td", "nmt-dose", dose));
      for (const week of weeks) {
        const made = makeCell(line, week);
        cells.push(made);
        row.append(made.cell);
      }
      const fidelity = makeElement("td", "nmt-fidelity", "", { "data-line": line.id });
      const path = `${root}/outcomes/${line.id}`;
      const outcome = makeElement("textarea", "nmt-input", "", { rows: "2", maxlength: "5000", "aria-label": fillWords(words.outcome_of, { title: line.title }) });
      outcome.addEventListener("input", () => answers.set(path, outcome.value.trim() || null, { typing: true }));
      const show = () => {
        if (outcome !== document.activeElement) outcome.value = answers.get(path) ?? "";
        outcome.readOnly = answers.isLocked(path);
      };
      show();
      cells.push({ path, show });
      const cell = makeElement("td", "nmt-outcome");
      cell.append(outcome);
      row.append(fidelity, cell);
      body.append(row);
    }
    table.append(makeElement("caption", "nmt-unseen", words.caption), thead, body);
    const nav = makeElement("div", "nmt-weeks-nav");
    const step = (days) => {
      last = new Date(Date.parse(`${last}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
      build();
    };
    nav.append(barButton(words.earlier, () => step(-7 * WEEKS_SHOWN)), barButton(words.later, () => step(7 * WEEKS_SHOWN)));
    const scroll = makeElement("div", "nmt-weeks-scroll");
    scroll.append(table);
    element.replaceChildren(nav, scroll, facts);
    showFacts();
  }

  const facts = makeElement("section", "nmt-adherence", "", { "aria-live": "polite" });
  function showFacts() {
    const { lines = {}, said = [] } = model.get("adherence");
    for (const cell of element.querySelectorAll(".nmt-fidelity")) cell.textContent = lines[cell.dataset.line] ?? words.no_fidelity;
    facts.replaceChildren(makeElement("h3", "", words.adherence), ...said.map((sentence) => makeElement("p", "", sentence)));
  }
  build();
  return {
    element,
    build,
    showFacts,
    tell(paths) {
      if (!paths.size || [...paths].some((path) => path.startsWith(`${root}/decisions/`))) return build();
      for (const cell of cells) if (paths.has(cell.path)) cell.show();
    },
    focus: () => element.querySelector("input")?.focus(),
  };
}

function makeTeamPlan(model, answers, el) {
  const words = model.get("words");
  const root = `assessments/${model.get("record").assessment}/plan`;
  el.classList.add("nmt-team-plan");
  answers.naming = (path) => {
    const [, id, week] = path.slice(root.length + 1).split("/");
    const title = model.get("lines").find((line) => line.id === id)?.title ?? answers.get(`${root}/decisions/${id}`)?.title;
    return title ? (week ? fillWords(words.plan.entry_name, { title, week }) : title) : "";
  };
  const bar = makeSaveBar(answers, words, (path) => view.focus(path));
  const banner = makeElement("div", "nmt-what-if-banner");
  const main = makeElement("div");
  if (model.get("record").write) el.append(bar.element);
  el.append(banner, main);
  const views = { board: makeBoard, follow_up: makeFollowUp };
  let view = null;
  function show() {
    view = (views[model.get("view")] ?? makeBoard)(answers, model, words.plan, root);
    main.replaceChildren(view.element);
  }
  function tellBanner() {
    banner.replaceChildren(makeElement("span", "", model.get("banner")));
    if (model.get("offer")) banner.append(barButton(model.get("offer"), () => model.send({ type: "copy" })));
    banner.hidden = !model.get("banner");
  }
  const build = () => view.build();
  const facts = () => view.showFacts?.();
  model.on("change:view", show);
  model.on("change:lines", build);
  model.on("change:adherence", facts);
  model.on("change:banner", tellBanner);
  const off = answers.on((paths) => view.tell(paths));
  show();
  tellBanner();
  return () => {
    off();
    model.off("change:view", show);
    model.off("change:lines", build);
    model.off("change:adherence", facts);
    model.off("change:banner", tellBanner);
    bar.close();
  };
}

// One module a widget: what several views of it share stands here.
export default () => {
  let answers = null;
  return {
    initialize({ model }) {
      answers = new Answers(model);
      return () => answers.close?.();
    },
    render({ model, el }) {
      return makeTeamPlan(model, answers, el);
    },
  };
};
