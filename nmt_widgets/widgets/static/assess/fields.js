// Questions in groups: lines, texts, lists, choices, counts, tables and ratings. What is typed is sent at once; what
// does not fit stays at its field with the reason and is not sent. The first part holds what the other views share.

const FORM_RUN = Math.random().toString(36).slice(2, 8); // ids must differ between two forms on one page
const LONG_TEXT = 20_000; // from here on a text is sent when typing pauses, not at every key
const DIGITS_TOGETHER = 700; // ms within which two digits make one number
let formIds = 0;

function formId() {
  return `nmt-${FORM_RUN}-${++formIds}`;
}

function formNode(tag, { class: className, text, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children.filter(Boolean));
  return node;
}

function formButton(className, words, onClick, attributes = {}) {
  return formNode("button", { type: "button", class: className, text: words, on: { click: onClick }, ...attributes });
}

function formCount({ one, many }, n, values = {}) {
  return fillWords(n === 1 ? one : many, { n, ...values });
}

function formHeading(section) {
  return formNode(
    "header",
    { class: "nmt-section-head" },
    formNode("h2", { text: section.name, tabindex: -1 }),
    section.lead && formNode("p", { class: "nmt-section-lead", text: section.lead }),
  );
}

// Of the paths a listener is told: whether what is locked may have changed.
function locksChanged(paths) {
  return !paths.size || [...paths].some((path) => path.endsWith("/status"));
}

// Digits as a rater types them: "1" and soon after "0" make 10. A number off the scale is none.
function digitReader() {
  let last = { place: null, number: 0, at: -Infinity };
  return (key, place, [low, high]) => {
    const at = performance.now();
    const soon = last.place === place && at - last.at < DIGITS_TOGETHER;
    const both = last.number * 10 + Number(key);
    const number = soon && both <= high ? both : Number(key);
    last = { place, number, at };
    return number >= low && number <= high ? number : null;
  };
}

// A rating with another number; null leaves only what was noted, "not known" has neither pattern nor confidence.
function withNumber(rating, key, number) {
  const { pattern, confidence, [key]: _, ...noted } = rating ?? {};
  const rest = Object.fromEntries(Object.entries(noted).filter(([, value]) => value !== null && value !== ""));
  if (number === null) return Object.keys(rest).length ? rest : null;
  if (typeof number !== "number") return { [key]: number, ...rest };
  return { [key]: number, ...(pattern && number > 0 && { pattern }), ...(confidence && { confidence }), ...rest };
}

function withPart(rating, name, part) {
  const { [name]: _, ...rest } = rating ?? {};
  const made = part === null || part === "" ? rest : { ...rest, [name]: part };
  return Object.values(made).some((value) => value !== null) ? made : null;
}

// A textarea as high as its text, up to a limit; a very long text is laid out in a field of fixed height.
function growingText(attributes, send) {
  let timer = null;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    send(input.value);
  };
  function fit() {
    const long = input.textLength > LONG_TEXT;
    input.classList.toggle("nmt-q-long", long);
    if (long || CSS.supports("field-sizing", "content")) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  }
  const input = formNode("textarea", { class: "nmt-q-text", rows: 1, dir: "auto", autocomplete: "off", ...attributes });
  input.addEventListener("input", () => {
    fit();
    clearTimeout(timer);
    timer = setTimeout(flush, 400);
    if (input.textLength <= LONG_TEXT) flush();
  });
  input.addEventListener("blur", flush);
  function show(text) {
    if (timer !== null || input.value === text) return;
    input.value = text;
    fit();
  }
  return { element: input, show, flush, lock: (locked) => (input.readOnly = locked) };
}

// A few options in a row, as radio buttons; pressing Backspace on one leaves none.
function formOptions(options, label, send, className = "") {
  const name = formId();
  const inputs = options.map(([value]) => formNode("input", { type: "radio", name, value }));
  const element = formNode(
    "div",
    { class: `nmt-q-options ${className}`, role: "radiogroup", ...label },
    ...options.map(([, words], i) => formNode("label", {}, inputs[i], formNode("span", { text: words }))),
  );
  element.addEventListener("change", (event) => send(event.target.value));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" && event.key !== "Delete") return;
    event.preventDefault();
    if (!event.target.disabled) send(null);
  });
  const show = (value) => inputs.forEach((input) => (input.checked = input.value === value));
  return {
    element,
    show,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
    lock: (locked) => inputs.forEach((input) => (input.disabled = locked)),
  };
}

// The two anchors a step stands between, or the one it meets.
function anchorsAt(anchors, step) {
  const at = Object.keys(anchors ?? {}).map(Number).sort((a, b) => a - b);
  const under = at.findLast((number) => number <= step);
  const over = at.find((number) => number >= step);
  return [...new Set([under, over])].filter((number) => number !== undefined).map((number) => [number, anchors[number]]);
}

// A row of steps with the words of the step under pointer or focus, pattern, confidence and evidence.
// It shows one question at a time; `show` may hand it another.
function formRating({ spec, say, key, patterns = [], send }) {
  const read = digitReader();
  let question = null;
  let value = null;
  let locked = false;
  let pointed = null;

  const steps = formNode("div", { class: "nmt-q-steps", role: "radiogroup" });
  const words = formNode("div", { class: "nmt-q-anchors" });
  const set = (number) => locked || send(withNumber(value, key, number), false);
  const part = (name, typing) => (chosen) => locked || send(withPart(value, name, chosen), typing);
  const kinds = formOptions(patterns, { "aria-label": say.pattern }, part("pattern", false));
  const sure = formOptions(spec.confidence, { "aria-label": say.confidence }, part("confidence", false));
  const evidence = growingText(
    { "aria-label": say.evidence, placeholder: say.evidence_hint },
    (text) => part("evidence", true)(text.trim() ? text : null),
  );
  const wanted = formNode("span", { class: "nmt-q-wanted", text: say.choose_pattern, hidden: true });
  const labelled = (text, control, extra) =>
    formNode("div", { class: "nmt-q-part" }, formNode("span", { class: "nmt-q-part-name", text, "aria-hidden": "true" }), control, extra);
  const element = formNode(
    "div",
    { class: "nmt-q-rating" },
    steps,
    words,
    formNode(
      "div",
      { class: "nmt-q-parts" },
      patterns.length ? labelled(say.pattern, kinds.element, wanted) : null,
      labelled(say.confidence, sure.element),
      evidence.element,
    ),
  );

  const number = () => value?.[key] ?? null;
  const radio = (step) => steps.querySelector(`[data-step="${step}"]`);
  const scale = () => question.scale;

  function build() {
    const [low, high] = scale();
    steps.replaceChildren(
      ...Array.from({ length: high - low + 1 }, (_, i) =>
        formNode("button", { type: "button", role: "radio", "data-step": low + i, text: low + i }),
      ),
    );
    steps.style.setProperty("--steps", high - low + 1);
  }
  function explain() {
    const step = pointed ?? number();
    const found = (typeof step === "number" ? [step] : scale()).flatMap((at) => anchorsAt(question.anchors, at));
    words.replaceChildren(
      ...found.map(([at, text]) => formNode("p", {}, formNode("b", { text: at }), formNode("span", { text, dir: "auto" }))),
    );
    words.hidden = !Object.keys(question.anchors ?? {}).length;
  }
  function show(asked, answer) {
    const fresh = question?.path !== asked.path;
    const rebuild = String(question?.scale) !== String(asked.scale);
    if (fresh) {
      evidence.flush(); // what was typed belongs to the question before
      pointed = null;
    }
    question = asked;
    value = answer;
    if (rebuild) build();
    const [low, high] = scale();
    const chosen = number();
    const stop = typeof chosen === "number" ? chosen : low;
    for (const step of steps.children) {
      const at = Number(step.dataset.step);
      step.setAttribute("aria-checked", String(at === chosen));
      step.tabIndex = at === stop ? 0 : -1;
      step.style.setProperty("--share", (at - low) / (high - low || 1));
      const [anchor] = anchorsAt(question.anchors, at).filter(([meets]) => meets === at);
      step.setAttribute("aria-label", anchor ? `${at}: ${anchor[1]}` : at);
    }
    steps.setAttribute("aria-label", fillWords(say.steps_label, { name: question.name }));
    element.dataset.scored = String(typeof chosen === "number");
    kinds.show(value?.pattern);
    sure.show(value?.confidence);
    kinds.lock(locked || chosen === 0 || chosen === spec.not_known);
    sure.lock(locked || chosen === spec.not_known);
    wanted.hidden = !(typeof chosen === "number" && chosen > 0 && !value.pattern);
    evidence.show(value?.evidence ?? "");
    explain();
  }
  // What a key means for a rating; true when it was taken.
  function keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !question) return false;
    if (/^[0-9]$/.test(event.key) && !event.shiftKey) {
      const typed = read(event.key, question.path, scale());
      if (typed !== null) set(typed);
    } else if (event.key === "k") set(spec.not_known);
    else if (event.key === "Backspace" || event.key === "Delete") set(null);
    else return false;
    event.preventDefault();
    return true;
  }
  steps.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) set(Number(step.dataset.step));
  });
  steps.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const [low, high] = scale();
      const chosen = number();
      set(typeof chosen === "number" ? Math.min(high, Math.max(low, chosen + way)) : way > 0 ? low : high);
      event.preventDefault();
    } else if (!keys(event)) return;
    if (typeof number() === "number") radio(number())?.focus();
    event.stopPropagation();
  });
  const point = (event) => {
    const step = event.target.closest?.("[data-step]");
    pointed = step ? Number(step.dataset.step) : null;
    explain();
  };
  steps.addEventListener("pointerover", point);
  steps.addEventListener("focusin", point);
  for (const name of ["pointerleave", "focusout"]) {
    steps.addEventListener(name, () => {
      pointed = null;
      explain();
    });
  }
  return {
    element,
    show,
    keys,
    set,
    setPart: (name, chosen) => part(name, false)(chosen),
    flush: evidence.flush,
    focus: () => steps.querySelector('[tabindex="0"]')?.focus(),
    lock(state) {
      locked = state;
      evidence.lock(state);
      element.toggleAttribute("data-locked", state);
    },
  };
}

// Each kind makes {element, show(value), focus(), lock(state)}; `send(value, typing)` takes null for "not answered".
const FIELD_KINDS = {
  line({ id, label, describe, send }) {
    const input = formNode("input", { type: "text", id, class: "nmt-q-line", dir: "auto", autocomplete: "off", ...describe });
    input.addEventListener("input", () => send(input.value.trim() ? input.value : null, true));
    return {
      element: input,
      labels: label,
      show: (value) => (input.value = value ?? ""),
      focus: () => input.focus(),
      lock: (locked) => (input.readOnly = locked),
    };
  },

  day({ id, label, describe, send }) {
    const input = formNode("input", { type: "date", id, class: "nmt-q-line nmt-q-day", min: "1990-01-01", max: "2100-01-01", ...describe });
    input.addEventListener("input", () => input.validity.valid && send(input.value || null, true));
    return {
      element: input,
      labels: label,
      show: (value) => (input.value = value ?? ""),
      focus: () => input.focus(),
      lock: (locked) => (input.readOnly = locked),
    };
  },

  text({ id, label, describe, send }) {
    const text = growingText({ id, rows: 3, ...describe }, (value) => send(value.trim() ? value : null, true));
    return { ...text, labels: label, show: (value) => text.show(value ?? ""), focus: () => text.element.focus() };
  },

  lines({ question, labelled, say, send }) {
    const list = formNode("ol", { class: "nmt-q-lines" });
    const add = formButton("nmt-q-add", say.add_line, () => focusOn(insert(list.lastElementChild, "")));
    const element = formNode("div", { role: "group", ...labelled }, list, add);
    const inputs = () => [...list.querySelectorAll("input")];
    const focusOn = (input) => input?.focus();
    const tell = (typing) => {
      const made = inputs().map((input) => input.value.trim()).filter(Boolean);
      inputs().forEach((input, i) => input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n: i + 1 })));
      send(made.length ? made : null, typing);
    };
    function insert(after, text) {
      const input = formNode("input", { type: "text", class: "nmt-q-line", dir: "auto", autocomplete: "off" });
      input.value = text;
      const n = list.children.length + 1;
      input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n }));
      const item = formNode("li", {}, input, formButton("nmt-q-remove", "×", () => remove(item), { "aria-label": say.remove_line, title: say.remove_line }));
      if (after) after.after(item);
      else list.append(item);
      return input;
    }
    function remove(item) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      focusOn(next?.querySelector("input") ?? insert(null, ""));
      tell(false);
    }
    list.addEventListener("input", () => tell(true));
    list.addEventListener("keydown", (event) => {
      const item = event.target.closest("li");
      if (event.target.tagName !== "INPUT" || event.isComposing || event.target.readOnly) return;
      if (event.key === "Enter") focusOn(insert(item, ""));
      else if (event.key === "Backspace" && !event.target.value && list.children.length > 1) remove(item);
      else if (event.key === "ArrowDown") focusOn(item.nextElementSibling?.querySelector("input"));
      else if (event.key === "ArrowUp") focusOn(item.previousElementSibling?.querySelector("input"));
      else return;
      event.preventDefault();
    });
    list.addEventListener("paste", (event) => {
      const parts = event.clipboardData.getData("text/plain").split(/\r\n|\r|\n/).map((part) => part.trim()).filter(Boolean);
      if (parts.length < 2 || event.target.readOnly) return;
      event.preventDefault();
      let item = event.target.closest("li");
      if (!event.target.value) event.target.value = parts.shift();
      for (const part of parts) item = insert(item, part).closest("li");
      focusOn(item.querySelector("input"));
      tell(false);
    });
    return {
      element,
      show(value) {
        list.replaceChildren();
        for (const text of value?.length ? value : [""]) insert(list.lastElementChild, text);
      },
      focus: () => focusOn(inputs()[0]),
      lock(locked) {
        for (const input of inputs()) input.readOnly = locked;
        for (const button of element.querySelectorAll("button")) button.disabled = locked;
      },
    };
  },

  choice({ question, id, label, labelled, describe, say, send }) {
    const strange = formNode("p", { class: "nmt-q-quiet", hidden: true, dir: "auto" });
    const few = question.options.length <= 6;
    const select = formNode(
      "select",
      { id, class: "nmt-q-select", ...describe },
      formNode("option", { value: "", text: say.choose }),
      ...question.options.map(([value, words]) => formNode("option", { value, text: words })),
    );
    select.addEventListener("change", () => send(select.value || null, false));
    const radios = formOptions(question.options, labelled, (value) => send(value, false));
    const known = new Set(question.options.map(([value]) => value));
    return {
      element: formNode("div", {}, few ? radios.element : select, strange),
      labels: few ? null : label,
      clears: few,
      show(value) {
        if (few) radios.show(value);
        else select.value = known.has(value) ? value : "";
        strange.hidden = value === null || known.has(value);
        strange.textContent = fillWords(say.strange_choice, { value });
      },
      focus: () => (few ? radios.focus() : select.focus()),
      lock: (locked) => (few ? radios.lock(locked) : (select.disabled = locked)),
    };
  },

  count({ question, id, label, describe, say, send }) {
    const [low, high] = question.scale ?? [0, null];
    const problem = formNode("span", { class: "nmt-q-problem", role: "alert", id: formId() });
    const range = fillWords(high === null ? say.count_from : say.count_range, { low, high });
    const input = formNode("input", { type: "text", inputmode: "numeric", id, class: "nmt-q-count", autocomplete: "off", ...describe });
    input.addEventListener("input", () => {
      const typed = input.value.trim();
      const fits = /^\d{1,9}$/.test(typed) && Number(typed) >= low && (high === null || Number(typed) <= high);
      mark(typed && !fits);
      if (!typed || fits) send(typed ? Number(typed) : null, true);
    });
    function mark(wrong) {
      problem.textContent = wrong ? fillWords(say.count_wrong, { range }) : "";
      input.toggleAttribute("aria-invalid", false);
      if (wrong) input.setAttribute("aria-invalid", "true");
      if (wrong) input.setAttribute("aria-errormessage", problem.id);
    }
    return {
      element: formNode("div", { class: "nmt-q-counted" }, input, formNode("span", { class: "nmt-q-quiet", text: range }), problem),
      labels: label,
      show(value) {
        input.value = value ?? "";
        mark(false);
      },
      focus: () => input.focus(),
      lock: (locked) => (input.readOnly = locked),
    };
  },

  rows({ question, labelled, say, send }) {
    const columns = question.columns.map(([id, name, offered, other]) => ({ id, name, offered, typed: other || !offered.length, list: formId() }));
    const body = formNode("tbody");
    const add = formButton("nmt-q-add", say.add_row, () => focusOn(insert({}), 0));
    const table = formNode(
      "table",
      { class: "nmt-q-rows", ...labelled },
      formNode("thead", {}, formNode("tr", {}, ...columns.map(({ name }) => formNode("th", { scope: "col", text: name })), formNode("td"))),
      body,
    );
    const lists = columns
      .filter(({ offered, typed }) => offered.length && typed)
      .map(({ list, offered }) => formNode("datalist", { id: list }, ...offered.map(([, value]) => formNode("option", { value }))));
    const element = formNode("div", {}, formNode("div", { class: "nmt-q-table" }, table), add, ...lists);
    const cells = (row) => [...row.querySelectorAll("[data-column]")];
    const focusOn = (row, at) => row && cells(row)[at]?.focus();
    const wordsOf = ({ offered }, given) => offered.find(([id]) => id === given)?.[1] ?? given;
    const idOf = ({ offered }, typed) => offered.find(([, words]) => words.toLowerCase() === typed.trim().toLowerCase())?.[0] ?? typed;
    function cell(column, given) {
      const { id, name, offered, typed, list } = column;
      const named = { "data-column": id, "aria-label": name, autocomplete: "off" };
      const made = typed
        ? formNode("input", { type: "text", dir: "auto", list: offered.length ? list : null, ...named })
        : formNode("select", named, formNode("option", { value: "", text: say.choose }), ...offered.map(([value, words]) => formNode("option", { value, text: words })));
      made.value = typed ? wordsOf(column, given) : given;
      return formNode("td", { "data-wide": typed && offered.length > 0 }, made);
    }
    function insert(entry) {
      const remove = formButton("nmt-q-remove", "×", () => {
        const next = row.nextElementSibling ?? row.previousElementSibling ?? insert({});
        row.remove();
        focusOn(next, 0);
        tell(false);
      });
      remove.setAttribute("aria-label", say.remove_row);
      remove.title = say.remove_row;
      const row = formNode("tr", {}, ...columns.map((column) => cell(column, entry[column.id] ?? "")), formNode("td", {}, remove));
      body.append(row);
      return row;
    }
    function tell(typing) {
      const made = [...body.rows]
        .map((row) => Object.fromEntries(cells(row).map((input, at) => [input.dataset.column, idOf(columns[at], input.value)]).filter(([, text]) => text.trim())))
        .filter((entry) => Object.keys(entry).length);
      send(made.length ? made : null, typing);
    }
    body.addEventListener("input", (event) => tell(event.target.tagName === "INPUT"));
    body.addEventListener("keydown", (event) => {
      const at = event.target.dataset.column && cells(event.target.closest("tr")).indexOf(event.target);
      if (event.key !== "Enter" || event.isComposing || !(at >= 0) || event.target.readOnly) return;
      const row = event.target.closest("tr");
      event.preventDefault();
      focusOn(event.shiftKey ? row.previousElementSibling : row.nextElementSibling ?? insert({}), at);
    });
    return {
      element,
      show(value) {
        body.replaceChildren();
        for (const entry of value?.length ? value : [{}]) insert(entry);
      },
      focus: () => focusOn(body.rows[0], 0),
      lock(locked) {
        for (const input of element.querySelectorAll("input")) input.readOnly = locked;
        for (const other of element.querySelectorAll("button, select")) other.disabled = locked;
      },
    };
  },

  rating({ question, spec, say, send }) {
    const rating = formRating({ spec, say, key: "rating", send });
    return { ...rating, clears: true, key: "rating", show: (value) => rating.show(question, value) };
  },
};

function makeQuestion(answers, question, spec, say) {
  const id = formId();
  const { path } = question;
  let shown; // what the control holds; undefined until it was first shown
  let before = null; // what "not known" took the place of
  const same = (a, b) => a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
  const send = (value, typing) => {
    shown = value;
    answers.set(path, value, { typing: Boolean(typing) });
    refresh(); // a locked answer does not change, and says so at once
  };
  const help = question.help && formNode("p", { class: "nmt-q-help", id: `${id}-help`, text: question.help, dir: "auto" });
  const control = FIELD_KINDS[question.kind]({
    question, id, spec, say, send,
    label: true,
    describe: { "aria-describedby": help && `${id}-help`, "aria-required": question.required && "true" },
    labelled: { "aria-labelledby": `${id}-name`, ...(help && { "aria-describedby": `${id}-help` }) },
  });
  const isRating = Boolean(control.key);
  const unknown = (value) => (isRating ? value?.[control.key] : value) === spec.not_known;
  const state = formNode("span", { class: "nmt-q-state" });
  const toggle = formButton("nmt-q-unknown", say.not_known, () => {
    control.flush?.();
    const value = answers.get(path);
    const on = unknown(value);
    if (!on) before = value;
    const known = isRating ? withPart(before, "evidence", value?.evidence ?? null) : before;
    const next = on ? known : isRating ? withNumber(value, control.key, spec.not_known) : spec.not_known;
    shown = undefined; // also takes away an entry that did not fit
    answers.set(path, next, { typing: false });
    refresh();
  });
  toggle.setAttribute("aria-describedby", `${id}-name`);
  const clear = formButton("nmt-q-clear", say.clear, () => {
    answers.set(path, isRating ? withNumber(answers.get(path), control.key, null) : null, { typing: false });
    control.focus();
  });
  clear.setAttribute("aria-describedby", `${id}-name`);
  const name = formNode(control.labels ? "label" : "span", { class: "nmt-q-name", id: `${id}-name`, for: control.labels ? id : null, text: question.name, dir: "auto" });
  const mark = question.mark && formNode("span", { class: "nmt-q-mark", text: say.marks[question.mark] ?? question.mark, title: say.mark_titles[question.mark] });
  const required = question.required && formNode("span", { class: "nmt-q-mark nmt-q-required", text: say.required });
  const problem = formNode("p", { class: "nmt-q-problem nmt-q-refused", role: "alert" });
  const more = question.look_for?.length
    ? formNode(
        "details",
        { class: "nmt-q-more" },
        formNode("summary", { text: say.look_for }),
        formNode("ul", {}, ...question.look_for.map((text) => formNode("li", { text }))),
      )
    : null;
  const element = formNode(
    "div",
    { class: "nmt-q", "data-path": path, "data-kind": question.kind },
    formNode("div", { class: "nmt-q-head" }, formNode("span", { class: "nmt-q-title" }, name, required, mark), formNode("span", { class: "nmt-q-side" }, state, clear, toggle)),
    question.definition && question.definition !== question.help ? formNode("p", { class: "nmt-q-help", text: question.definition }) : null,
    help,
    control.element,
    problem,
    more,
  );
  function refresh() {
    const value = answers.get(path);
    const locked = answers.isLocked(path);
    const held = unknown(value) && !isRating ? null : value;
    control.lock(locked);
    if (shown === undefined || control.clears || !same(shown, held)) {
      shown = held;
      control.show(held);
      control.lock(locked); // rows and lines made just now
    }
    element.dataset.state = { answered: "answered", "not known": "unknown", open: "open" }[answers.state(question)];
    element.toggleAttribute("data-locked", locked);
    const refused = answers.problem(path);
    problem.textContent = refused && fillWords(say.refused, { message: refused });
    problem.hidden = !refused;
    state.textContent = say.states[element.dataset.state];
    toggle.setAttribute("aria-pressed", String(unknown(value)));
    toggle.disabled = clear.disabled = locked;
    toggle.hidden = !question.unknown;
    clear.hidden = !control.clears || element.dataset.state !== "answered";
  }
  refresh();
  return { element, refresh, focus: control.focus, flush: () => control.flush?.() };
}

function makeFields(answers, section, spec, words) {
  const say = words.form;
  const made = new Map();
  const ask = (question) => {
    const one = makeQuestion(answers, question, spec, say);
    made.set(question.path, one);
    return one.element;
  };
  const groups = section.groups ?? [];
  const known = new Set(groups.map(({ id }) => id));
  const rest = section.questions.filter(({ group }) => !known.has(group));
  const element = formNode(
    "section",
    { class: "nmt-fields", "aria-label": section.name },
    formHeading(section),
    section.questions.some(({ kind }) => kind === "rating") ? formNode("p", { class: "nmt-q-keys", text: say.keys_steps }) : null,
    ...[[{}, rest], ...groups.map((group) => [group, section.questions.filter((question) => question.group === group.id)])]
      .filter(([, questions]) => questions.length)
      .map(([group, questions]) =>
        formNode(
          "div",
          { class: "nmt-q-group" },
          group.name && formNode("h3", { text: group.name }),
          group.note && formNode("p", { class: "nmt-q-note", text: group.note }),
          formNode("div", { class: "nmt-q-card" }, ...questions.map(ask)),
        ),
      ),
  );
  // Up and down go from one row of steps to the next, as in the score sheet.
  element.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest(".nmt-q-steps");
    if (!way || !here || event.altKey) return;
    const all = [...element.querySelectorAll(".nmt-q-steps")];
    all[all.indexOf(here) + way]?.querySelector('[tabindex="0"]')?.focus();
    event.preventDefault();
  });
  const off = answers.on((paths) => {
    for (const path of locksChanged(paths) ? made.keys() : paths) made.get(path)?.refresh();
  });
  const flush = () => made.forEach((one) => one.flush());
  window.addEventListener("pagehide", flush);
  return {
    element,
    focus(path) {
      const one = made.get(path);
      if (!one) return element.querySelector("h2").focus();
      one.element.scrollIntoView({ block: "center" });
      one.focus();
    },
    close() {
      flush();
      off();
      window.removeEventListener("pagehide", flush);
    },
  };
}
