// The assessments a person may open, and two short forms: a new case, and the same case assessed again.

function make(tag, className, words = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = words;
  return element;
}

function field(words, name, { type = "text", value = "", hint = "" } = {}) {
  const label = make("label", "nmt-record-field");
  const input = Object.assign(document.createElement("input"), { type, name, value, required: true, autocomplete: "off" });
  label.append(make("span", "", words), input);
  if (hint) {
    const note = make("small", "", hint);
    note.id = `nmt-hint-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    input.setAttribute("aria-describedby", note.id);
    label.append(note);
  }
  return label;
}

function makeName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Pressed twice it is one request: its name stays until what was asked for is changed.
function sends(form, model, message, sent) {
  let name = makeName();
  form.addEventListener("input", () => (name = makeName()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sent(form);
    model.send({ ...message, ...Object.fromEntries(new FormData(form)), edit: name });
  });
}

function render({ model, el }) {
  const words = model.get("words");
  el.classList.add("nmt-record-list");
  const list = make("section", "nmt-records");
  const begin = make("section", "nmt-record-new");
  const problem = make("p", "nmt-record-problem");
  problem.setAttribute("role", "alert");
  el.append(problem, list, begin);

  // What was wrong in a form is told in it, over its button; at the top it may be out of sight.
  const place = (form) => form.lastElementChild.before(problem);
  const open = (found, assessment) => () => model.send({ type: "open", case: found.case, assessment });

  function again(found) {
    const details = make("details", "nmt-record-again");
    details.append(make("summary", "", words.again));
    const form = make("form");
    form.append(
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_again }),
      make("button", "nmt-button", words.again_begin),
    );
    sends(form, model, { type: "again", case: found.case }, (sent) => place(sent));
    details.append(form);
    return details;
  }

  function row(found) {
    const item = make("li", "nmt-record");
    const head = make("div", "nmt-record-head");
    head.append(make("h3", "", found.title), make("span", "nmt-record-code", `${found.case} · ${found.kind}`));
    item.append(head);
    for (const one of found.assessments) {
      const button = make("button", one.open ? "nmt-button" : "nmt-button nmt-button-quiet", one.open ? words.resume : words.look);
      button.type = "button";
      button.setAttribute("aria-label", `${button.textContent}: ${found.title}, ${one.label}`);
      button.dataset.case = found.case;
      button.dataset.assessment = one.number;
      button.addEventListener("click", open(found, one.number));
      const line = make("div", "nmt-record-line");
      line.append(make("span", "nmt-record-label", `${one.label}, ${one.age}`), make("span", `nmt-status`, one.status), button);
      item.append(line);
    }
    if (found.again) item.append(again(found));
    return item;
  }

  function drawRecords() {
    const records = model.get("records");
    list.replaceChildren(make("h2", "", words.records));
    if (!records.length) list.append(make("p", "nmt-quiet", words.none));
    const items = make("ul", "");
    items.append(...records.map(row));
    list.append(items);
  }

  function drawNew() {
    const kinds = model.get("kinds");
    begin.replaceChildren();
    if (!kinds.length) return;
    const form = make("form");
    const choice = make("fieldset", "nmt-record-field");
    choice.append(make("legend", "", words.kind));
    for (const [id, name] of kinds) {
      const label = make("label", "nmt-record-kind");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "kind", value: id, required: true });
      input.checked = kinds.length === 1; // a purpose nobody chose decides who sees the record
      label.append(input, make("span", "", name));
      choice.append(label);
    }
    form.append(
      field(words.title, "title", { hint: words.title_hint }),
      field(words.age, "age", { hint: words.age_hint }),
      field(words.label, "label", { value: words.label_first }),
      choice,
      make("button", "nmt-button", words.begin),
    );
    sends(form, model, { type: "create" }, (sent) => place(sent));
    begin.append(make("h2", "", words.new), form);
  }

  const drawProblem = () => {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  };
  model.on("change:records", drawRecords);
  model.on("change:problem", drawProblem);
  drawRecords();
  drawNew();
  drawProblem();
  return () => {
    model.off("change:records", drawRecords);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
