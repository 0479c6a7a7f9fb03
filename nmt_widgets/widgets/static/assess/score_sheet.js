// The score sheet: a row a function, twelve steps each, scored by keys or pointer. The details of the row at hand have a
// place of their own, so that no row ever moves. An edit repaints its own row and the count of its region.

// Names such as "Communication Expressive/Receptive" may break after the stroke.
function sheetName(name) {
  const parts = name.split("/");
  return parts.flatMap((part, i) => (i < parts.length - 1 ? [`${part}/`, makeElement("wbr")] : [part]));
}

// The anchors a step lies between, or the one it meets, as a set of their steps.
function nearAnchors(question, step) {
  const near = typeof step === "number" ? anchorsAt(question.anchors, step) : [];
  return new Set(near.map(([at]) => at));
}

function sheetKeys(words) {
  const element = makeElement("div", "nmt-sheet-keys");
  const hint = makeElement("p", "nmt-sheet-hint");
  for (const [key, does] of words.hint) {
    const pair = makeElement("span");
    pair.append(makeElement("kbd", "", key), ` ${does}`);
    hint.append(pair);
  }
  const list = makeElement("dl", "nmt-sheet-help", "", { id: `nmt-keys-${makeId()}` });
  for (const [key, does] of words.all) {
    const pair = makeElement("div");
    const term = makeElement("dt");
    term.append(makeElement("kbd", "", key));
    pair.append(term, makeElement("dd", "", does));
    list.append(pair);
  }
  list.hidden = true;
  const toggle = makeElement("button", "nmt-sheet-link", words.more, { type: "button", "aria-expanded": "false", "aria-controls": list.id });
  const show = (open = list.hidden) => {
    list.hidden = !open;
    toggle.textContent = open ? words.less : words.more;
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show());
  hint.append(toggle);
  element.append(hint, list);
  return { element, toggle: () => show() };
}

// The anchors of all functions stand stacked in one place, one set visible: the place is as high as the highest needs.
function sheetAnchors(questions, spec) {
  const element = makeElement("div", "nmt-sheet-anchors");
  const sets = new Map();
  for (const question of questions) {
    const set = makeElement("ol", "nmt-sheet-anchor-set");
    const steps = Object.keys(question.anchors ?? {}).map(Number).sort((a, b) => a - b);
    set.style.setProperty("--columns", steps.length || 1);
    const items = new Map();
    for (const step of steps) {
      const item = makeElement("li");
      const chip = makeElement("b", "nmt-sheet-chip", String(step));
      colourStep(chip, spec, step, question.scale);
      item.append(chip, makeElement("span", "", question.anchors[step]));
      items.set(step, item);
      set.append(item);
    }
    sets.set(question.path, { set, items });
    element.append(set);
  }
  let shown = null;
  return {
    element,
    show(question, step) {
      const next = sets.get(question.path);
      if (shown !== next) {
        shown?.set.removeAttribute("data-shown");
        next.set.dataset.shown = "";
        shown = next;
      }
      const near = nearAnchors(question, step);
      shown.set.toggleAttribute("data-pointed", near.size > 0);
      for (const [at, item] of shown.items) item.toggleAttribute("data-near", near.has(at));
    },
  };
}

function colourStep(element, { steps }, step, scale) {
  const at = step - scale[0];
  if (!steps.colours[at]) return;
  element.style.setProperty("--step", steps.colours[at]);
  element.style.setProperty("--on-step", steps.inks[at]);
}
function bandName({ steps }, step) {
  return steps.bands.find(([low, high]) => low <= step && step <= high)?.[2] ?? "";
}

// What an evidence entry says in one line.
const ENTRY_PARTS = ["instrument", "value", "informant", "date"];
function sayEntry(entry) {
  return ENTRY_PARTS.map((part) => entry[part]).filter((part) => !isEmpty(part)).join(" · ");
}

// Evidence of one score: entries as chips, one of them open in a small form. A new one begins with its instrument.
function sheetEvidence(spec, words, send, leave) {
  const element = makeElement("div", "nmt-sheet-evidence");
  const chips = makeElement("div", "nmt-sheet-chips");
  const add = makeElement("button", "nmt-plain", `+ ${words.add}`, { type: "button" });
  const form = makeElement("form", "nmt-sheet-entry");
  const list = makeElement("datalist", "", "", { id: `nmt-instruments-${makeId()}` });
  for (const name of spec.instruments ?? []) list.append(makeElement("option", "", "", { value: name }));
  const inputs = {};
  for (const part of ENTRY_PARTS) {
    const label = makeElement("label", "", words.entry[part]);
    inputs[part] = makeElement("input", "nmt-input", "", { type: "text", autocomplete: "off", dir: "auto" });
    label.append(inputs[part]);
    form.append(label);
  }
  inputs.instrument.setAttribute("list", list.id);
  inputs.instrument.placeholder = words.entry.instrument_hint;
  const remove = makeElement("button", "nmt-plain", words.entry.remove, { type: "button" });
  const done = makeElement("button", "nmt-primary", words.entry.done, { type: "submit" });
  form.append(list, remove, done);
  form.hidden = true;
  element.append(makeElement("span", "nmt-sheet-label", words.evidence), chips, form);

  let [entries, opened, locked, shown] = [[], -1, false, ""];

  const store = (changed) => send(changed.length ? changed : null, true);
  function open(index) {
    opened = index;
    form.hidden = index < 0;
    if (index < 0) return;
    for (const part of ENTRY_PARTS) inputs[part].value = entries[index]?.[part] ?? "";
    ready();
  }
  function ready() {
    for (const part of ENTRY_PARTS) {
      inputs[part].readOnly = locked;
      inputs[part].disabled = part !== "instrument" && !inputs.instrument.value.trim();
      inputs[part].title = inputs[part].disabled ? words.entry.first : "";
    }
    remove.hidden = opened >= entries.length;
  }
  function type() {
    ready();
    const given = ENTRY_PARTS.map((part) => [part, inputs[part].value]).filter(([, text]) => text.trim());
    if (!inputs.instrument.value.trim()) return; // an entry without a source is none; it comes back when the form is left
    const changed = [...entries];
    changed[opened] = Object.fromEntries(given);
    store(changed);
  }
  function drop(index) {
    open(-1);
    store(entries.filter((_, i) => i !== index));
    (chips.querySelectorAll(".nmt-sheet-chip-open")[index] ?? add).focus();
  }
  function chip(entry, index) {
    const words_ = sayEntry(entry);
    const box = makeElement("span", "nmt-sheet-evidence-chip");
    const edit = makeElement("button", "nmt-sheet-chip-open", words_, { type: "button", title: words_, "aria-label": fillWords(words.entry.edit, { entry: words_ }) });
    edit.addEventListener("click", () => start(index));
    box.append(edit);
    if (locked) return box;
    const away = makeElement("button", "nmt-sheet-chip-away", "×", { type: "button", "aria-label": fillWords(words.entry.drop, { entry: words_ }) });
    away.addEventListener("click", () => drop(index));
    box.append(away);
    return box;
  }
  function start(index) {
    open(index);
    inputs.instrument.focus();
  }
  add.addEventListener("click", () => start(entries.length));
  form.addEventListener("input", type);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(-1);
    leave();
  });
  remove.addEventListener("click", () => drop(opened));
  chips.append(add);
  return {
    element,
    add: () => start(entries.length),
    shut: () => open(-1),
    show(given, fresh, isLocked) {
      entries = Array.isArray(given) ? given : [];
      const now = JSON.stringify([entries, isLocked]);
      locked = isLocked;
      if (fresh || opened > entries.length) open(-1);
      if (now === shown) return;
      shown = now;
      add.hidden = locked;
      const place = [...chips.querySelectorAll("button")].indexOf(document.activeElement);
      chips.replaceChildren(...entries.map(chip), add);
      if (place >= 0) chips.querySelectorAll("button")[place]?.focus();
      if (opened >= 0) {
        ready();
        for (const part of ENTRY_PARTS) {
          const text = String(entries[opened]?.[part] ?? "");
          if (inputs[part] !== document.activeElement && entries[opened]) inputs[part].value = text;
        }
      }
    },
  };
}

// The place of the details: whose anchors are shown follows the pointer, whose answers are written follows the focus.
function sheetDetails(answers, questions, spec, words, marks, back) {
  const element = makeElement("aside", "nmt-sheet-details");
  const head = makeElement("div", "nmt-sheet-head");
  const title = makeElement("h3");
  const readout = makeElement("span", "nmt-sheet-readout");
  const chip = makeElement("b", "nmt-sheet-chip");
  const band = makeElement("span");
  readout.append(chip, band);
  const about = makeElement("div", "nmt-sheet-about", "", { id: `nmt-about-${makeId()}` });
  about.hidden = true;
  const toggle = makeElement("button", "nmt-sheet-link", words.about, { type: "button", "aria-expanded": "false", "aria-controls": about.id });
  head.append(title, readout, toggle);
  const anchors = sheetAnchors(questions, spec);
  const write = (name, value, typing) => {
    if (value === null && !current.value) return;
    answers.set(current.question.path, withPart(answers.get(current.question.path), name, value), { typing });
  };
  const sure = formOptions(spec.confidence, { "aria-label": words.confidence }, (value) => write("confidence", value, false));
  const note = growingText({ "aria-label": words.note, placeholder: words.note_hint }, (text) => write("note", text.trim() ? text : null, true));
  const evidence = sheetEvidence(spec, words, (entries, typing) => write("evidence", entries, typing), back);
  const confidence = makeElement("div", "nmt-sheet-sure");
  confidence.append(makeElement("span", "nmt-sheet-label", words.confidence), sure.element);
  const noted = makeElement("label", "nmt-sheet-note");
  noted.append(makeElement("span", "nmt-sheet-label", words.note), note.element);
  const entry = makeElement("div", "nmt-sheet-own");
  entry.append(confidence, noted, evidence.element);
  element.append(head, anchors.element, about, entry);

  const current = { question: null, value: null, shown: null };
  let [aboutShown, titleShown] = ["", ""];

  function explain(question) {
    if (about.hidden || aboutShown === question.path) return;
    aboutShown = question.path;
    const parts = [makeElement("p", "", question.definition), question.help && makeElement("p", "", question.help)];
    if (question.look_for?.length) {
      const list = makeElement("ul");
      list.append(...question.look_for.map((text) => makeElement("li", "", text)));
      parts.push(makeElement("h4", "", words.look_for), list);
    }
    if (question.mark) parts.push(makeElement("p", "nmt-sheet-mark", marks?.[question.mark] ?? ""));
    about.replaceChildren(...parts.filter((part) => part && part.textContent));
  }
  toggle.addEventListener("click", () => {
    about.hidden = !about.hidden;
    toggle.setAttribute("aria-expanded", String(!about.hidden));
    explain(current.shown);
  });

  return {
    element,
    evidence,
    focusNote: () => note.element.focus(),
    // The function and the step that pointer or focus is on.
    point(question, number, step) {
      current.shown = question;
      if (titleShown !== question.path) {
        titleShown = question.path;
        title.replaceChildren(makeElement("small", "", String(number)), ` ${question.name}`);
        entry.toggleAttribute("data-other", question !== current.question);
        explain(question);
      }
      const scored = typeof step === "number";
      chip.textContent = scored ? String(step) : step === null ? "–" : words.not_known_sign;
      if (scored) colourStep(chip, spec, step, question.scale);
      chip.toggleAttribute("data-plain", !scored);
      band.textContent = scored ? bandName(spec, step) : step === null ? words.unscored : spec.not_known;
      anchors.show(question, step);
    },
    own(question, value, locked) {
      const fresh = current.question !== question;
      if (fresh) {
        note.flush(); // what was typed belongs to the row before
        titleShown = "";
        element.setAttribute("aria-label", fillWords(words.details, { name: question.name }));
      }
      Object.assign(current, { question, value });
      sure.show(value?.confidence);
      sure.lock(locked || typeof value?.score !== "number");
      if (fresh || document.activeElement !== note.element) note.show(value?.note ?? "");
      note.lock(locked);
      evidence.show(value?.evidence, fresh, locked);
    },
    close: () => note.flush(),
  };
}

// Marks at the end of a row: how sure, a note, how much evidence.
function sheetMarks(spec, words) {
  const element = makeElement("span", "nmt-sheet-marks", "", { role: "img" });
  const [sure, note, evidence] = ["sure", "note", "evidence"].map((name) => makeElement("i", `nmt-mark-${name}`));
  sure.append(makeElement("i"), makeElement("i"), makeElement("i"));
  element.append(sure, note, evidence);
  return {
    element,
    show(value) {
      const level = spec.confidence.findIndex(([id]) => id === value?.confidence);
      const count = value?.evidence?.length ?? 0;
      [sure.hidden, note.hidden, evidence.hidden] = [level < 0, isEmpty(value?.note), !count];
      sure.dataset.level = String(level + 1);
      evidence.textContent = String(count);
      const said = [
        level >= 0 && fillWords(words.marks.confidence, { level: spec.confidence[level][1] }),
        !note.hidden && words.marks.note,
        count && countWords(words.marks, "evidence", count),
      ].filter(Boolean);
      element.hidden = !said.length;
      element.title = said.join(", ");
      element.setAttribute("aria-label", element.title);
    },
  };
}

function makeSheetRow(question, number, spec, words) {
  const element = makeElement("div", "nmt-sheet-row", "", { "data-path": question.path });
  const name = makeElement("span", "nmt-sheet-name", "", { "aria-hidden": "true" });
  const label = makeElement("span");
  label.append(...sheetName(question.name));
  name.append(makeElement("small", "", String(number)), label);
  const label_ = fillWords(words.row, { number, name: question.name });
  const group = makeElement("div", "nmt-sheet-steps", "", { role: "radiogroup", "aria-label": label_ });
  const [low, high] = question.scale;
  const cells = new Map();
  for (let step = low; step <= high; step += 1) {
    const anchor = question.anchors?.[step];
    const said = fillWords(anchor ? words.step_anchor : words.step, { step, band: bandName(spec, step), anchor });
    const cell = makeElement("span", "nmt-sheet-step", String(step), { role: "radio", "aria-label": said, "data-step": step });
    colourStep(cell, spec, step, question.scale);
    cells.set(step, cell);
  }
  const unknown = { role: "radio", "aria-label": words.not_known, title: words.not_known, "data-step": "" };
  cells.set(spec.not_known, makeElement("span", "nmt-sheet-step nmt-sheet-unknown", words.not_known_sign, unknown));
  for (const cell of cells.values()) {
    cell.tabIndex = -1;
    cell.setAttribute("aria-checked", "false");
    group.append(cell);
  }
  const marks = sheetMarks(spec, words);
  element.append(name, group, marks.element);
  let chosen = null;
  let stop = cells.get(low);
  stop.tabIndex = 0;
  return {
    element,
    question,
    number,
    cells,
    get stop() { return stop; },
    get chosen() { return chosen; },
    show(value, locked, problem) {
      const score = numberOf(question, value) ?? null;
      if (score !== chosen) {
        cells.get(chosen)?.setAttribute("aria-checked", "false");
        cells.get(score)?.setAttribute("aria-checked", "true");
        const hadFocus = document.activeElement === stop;
        stop.tabIndex = -1;
        stop = cells.get(score) ?? cells.get(low);
        stop.tabIndex = 0;
        if (hadFocus) stop.focus({ preventScroll: true });
        chosen = score;
      }
      element.toggleAttribute("data-scored", cells.has(score));
      element.toggleAttribute("data-problem", Boolean(problem));
      group.setAttribute("aria-readonly", String(locked));
      marks.show(value);
    },
  };
}

function makeScoreSheet(answers, section, spec, { sheet: words, form }) {
  const element = makeElement("div", "nmt-sheet");
  const heading = formHeading(section, "nmt-sheet-title");
  const keys = sheetKeys(words.keys);
  const body = makeElement("div", "nmt-sheet-body");
  const rowsBox = makeElement("div", "nmt-sheet-rows", "", { role: "group", "aria-label": fillWords(words.label, { name: section.name }) });
  const live = makeElement("span", "nmt-unseen", "", { "aria-live": "polite" });
  const warning = makeElement("p", "nmt-sheet-warning", "", { role: "alert" });
  element.append(heading, keys.element, warning, body, live);

  const rows = section.questions.map((question, i) => makeSheetRow(question, question.number ?? i + 1, spec, words));
  const byPath = new Map(rows.map((row) => [row.question.path, row]));
  const heads = new Map();
  for (const group of section.groups) {
    const own = rows.filter((row) => row.question.group === group.id);
    if (!own.length) continue;
    const box = makeElement("section", "nmt-sheet-group", "", { "aria-label": group.name });
    const head = makeElement("header");
    const count = makeElement("span", "nmt-sheet-count");
    head.append(makeElement("h3", "", group.name), count, makeElement("span", "nmt-sheet-unknown-head", words.not_known_head, { "aria-hidden": "true" }));
    if (group.note) head.append(makeElement("p", "", group.note));
    box.append(head, ...own.map((row) => row.element));
    rowsBox.append(box);
    heads.set(group.id, { count, questions: own.map((row) => row.question) });
  }
  const goBack = () => current.stop.focus({ preventScroll: true });
  const details = sheetDetails(answers, section.questions, spec, words, form?.mark_titles, goBack);
  body.append(rowsBox, details.element);

  const read = digitReader();
  let current = rows.find((row) => answers.state(row.question) === "open") ?? rows[0];
  let pointed = null; // {row, step}: what the pointer is on
  let saying = 0;
  let warned = 0;

  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => (live.textContent = text), 250); // 1 on the way to 10 is not worth saying
  }
  function warn(text) {
    warning.textContent = text;
    clearTimeout(warned);
    warned = setTimeout(() => (warning.textContent = ""), 6000);
  }
  function point() {
    const { row, step } = pointed ?? { row: current, step: current.chosen };
    details.point(row.question, row.number, step);
  }
  function paintCount(id) {
    const head = heads.get(id);
    if (!head) return;
    const { answered, notKnown, total } = answers.counts(head.questions);
    const values = { n: answered, of: total, unknown: notKnown };
    head.count.textContent = fillWords(notKnown ? words.progress_unknown : words.progress, values);
  }
  function paint(row) {
    const { path } = row.question;
    row.show(answers.get(path), answers.isLocked(path), answers.problem(path));
    paintCount(row.question.group);
    if (row !== current) return;
    details.own(row.question, answers.get(path), answers.isLocked(path));
  }
  function paintAll() {
    for (const row of rows) paint(row);
    point();
  }
  function select(row) {
    if (row === current && row.element.hasAttribute("data-current")) return;
    current.element.removeAttribute("data-current");
    current = row;
    row.element.dataset.current = "";
    details.own(row.question, answers.get(row.question.path), answers.isLocked(row.question.path));
    point();
  }
  function go(row) {
    if (!row) return;
    select(row);
    measure();
    row.stop.focus({ preventScroll: true });
    row.element.scrollIntoView({ block: "nearest" });
  }
  // A row scrolled to must not be behind the details.
  function measure() {
    element.style.setProperty("--details", `${details.element.offsetHeight}px`);
  }
  const after = (steps) => rows[rows.indexOf(current) + steps];

  function change(value) {
    const { path } = current.question;
    if (!answers.isLocked(path)) return answers.set(path, value);
    warn(answers.mayWrite ? words.locked : words.read_only);
    return false;
  }
  function score(number) {
    const { path, name } = current.question;
    if (!change(withNumber(answers.get(path), "score", number))) return;
    say(number === null ? fillWords(words.cleared, { name }) : fillWords(words.scored, { name, score: number }));
  }
  function shift(by) {
    const [low, high] = current.question.scale;
    const { chosen } = current;
    score(typeof chosen === "number" ? Math.min(high, Math.max(low, chosen + by)) : by > 0 ? low : high);
  }
  function cycle() {
    const { path, name } = current.question;
    const value = answers.get(path);
    if (typeof value?.score !== "number") return say((live.textContent = words.confidence_unscored));
    const ids = [null, ...spec.confidence.map(([id]) => id)];
    const next = ids[(ids.indexOf(value.confidence ?? null) + 1) % ids.length];
    if (!change(withPart(value, "confidence", next))) return;
    const level = spec.confidence.find(([id]) => id === next)?.[1];
    say(level ? fillWords(words.confidence_is, { name, level }) : fillWords(words.confidence_none, { name }));
  }
  function nextOpen() {
    const at = rows.indexOf(current);
    const row = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(({ question }) => answers.state(question) === "open");
    if (row) go(row);
    else say(words.none_open);
  }
  function addEvidence() {
    if (answers.isLocked(current.question.path)) change(null);
    else details.evidence.add();
  }

  const KEYS = {
    Enter: () => go(after(1)),
    ArrowDown: () => go(after(1)),
    ArrowUp: () => go(after(-1)),
    Home: () => go(rows[0]),
    End: () => go(rows.at(-1)),
    ArrowLeft: () => shift(-1),
    ArrowRight: () => shift(1),
    Backspace: () => score(null),
    Delete: () => score(null),
    " ": () => score(stepOf(document.activeElement)),
    k: () => score(spec.not_known),
    c: cycle,
    n: () => details.focusNote(),
    e: addEvidence,
    j: nextOpen,
    "?": () => keys.toggle(),
  };
  function stepOf(cell) {
    return cell?.dataset?.step ? Number(cell.dataset.step) : spec.not_known;
  }
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Tab") return onTab(event);
    const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (/^[0-9]$/.test(event.key)) {
      const number = read(event.key, current.question.path, current.question.scale);
      if (number !== null) score(number);
      else if (event.key === "0") score(spec.not_known);
    } else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  // From a row to its details, from there to the next row.
  const stops = () =>
    [...details.element.querySelectorAll("button, input, textarea")].filter(
      (each) => !each.disabled && each.checkVisibility() && (each.type !== "radio" || each.checked || !each.closest('[role="radiogroup"]')?.querySelector(":checked")),
    );
  function onTab(event) {
    if (event.shiftKey) return;
    event.preventDefault();
    stops()[0].focus();
  }
  function onDetailsKey(event) {
    if (event.key === "Escape") {
      details.evidence.shut();
      goBack();
    } else if (event.key === "Tab") {
      const all = stops();
      const radio = (each) => each.type === "radio" && each.name === document.activeElement.name;
      const at = all.findIndex((each) => each === document.activeElement || (document.activeElement.type === "radio" && radio(each)));
      const last = all.length - 1 - [...all].reverse().findIndex((each) => each === document.activeElement || (document.activeElement.type === "radio" && radio(each)));
      if (event.shiftKey && at === 0) goBack();
      else if (!event.shiftKey && last === all.length - 1 && after(1)) go(after(1));
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  rowsBox.addEventListener("keydown", onKey);
  details.element.addEventListener("keydown", onDetailsKey);
  const rowAt = (event) => byPath.get(event.target.closest?.(".nmt-sheet-row")?.dataset.path);
  rowsBox.addEventListener("focusin", (event) => rowAt(event) && select(rowAt(event)));
  rowsBox.addEventListener("click", (event) => {
    const row = rowAt(event);
    if (!row) return;
    select(row);
    const cell = event.target.closest(".nmt-sheet-step");
    if (cell) score(stepOf(cell));
    row.stop.focus({ preventScroll: true });
  });
  rowsBox.addEventListener("pointerover", (event) => {
    const row = event.pointerType === "mouse" && !details.element.contains(document.activeElement) && rowAt(event);
    const cell = event.target.closest?.(".nmt-sheet-step");
    const step = cell ? stepOf(cell) : row?.chosen;
    if (pointed?.row === row && pointed?.step === step) return;
    pointed = row ? { row, step } : null;
    point();
  });
  rowsBox.addEventListener("pointerleave", () => {
    pointed = null;
    point();
  });

  const off = answers.on((paths) => {
    if (locksChanged(paths)) return paintAll();
    for (const path of paths) if (byPath.has(path)) paint(byPath.get(path));
    if (pointed && paths.has(pointed.row.question.path)) pointed = { row: pointed.row, step: pointed.row.chosen };
    point();
  });
  const sized = new ResizeObserver(measure);
  sized.observe(details.element);
  current.element.dataset.current = "";
  paintAll();
  return {
    element,
    focus(path) {
      go(byPath.get(path) ?? current);
    },
    close() {
      off();
      sized.disconnect();
      details.close();
      clearTimeout(saying);
      clearTimeout(warned);
    },
  };
}
