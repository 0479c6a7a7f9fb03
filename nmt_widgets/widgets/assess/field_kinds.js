// The kinds of question and what each is answered with. What is typed is sent at once; what does not fit stays at its
// field with the reason and is not sent.

import { findAllIn, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { formOptions, growingText } from "../shared/form/parts.js";
import { formRating } from "../shared/form/rating.js";
import { fillWords } from "../shared/words.js";
import { formSignal } from "./signal.js";

/**
 * @import { Words, FormQuestion, FormSpec } from "../shared/protocol.d.ts"
 * @import { Properties } from "../shared/dom.js"
 */

// Each kind makes {element, show(value), focus(), lock(state)}; `send(value, typing)` takes null for "not answered".
/** @type {Record<string, (parts: any) => any>} */
export const FIELD_KINDS = {
  /** @param {{ id: string, label: any, describe: Properties, send: (value: any, typing: boolean) => void }} props */
  line({ id, label, describe, send }) {
    const input = makeElement("input", {
      type: "text",
      id,
      class: "nmt-input nmt-q-line",
      dir: "auto",
      autocomplete: "off",
      ...describe,
    });
    input.addEventListener("input", () => send(input.value.trim() ? input.value : null, true));
    return {
      element: input,
      labels: label,
      /** @param {any} value */
      show: (value) => (input.value = value ?? ""),
      focus: () => input.focus(),
      /** @param {boolean} locked */
      lock: (locked) => (input.readOnly = locked),
    };
  },

  /**
   * A bare number may be the beginning of another: it is sent when the field is left, what has a unit at once.
   * @param {{ id: string, label: any, describe: Properties, send: (value: any, typing: boolean) => void }} props
   */
  age({ id, label, describe, send }) {
    const input = makeElement("input", {
      type: "text",
      id,
      class: "nmt-input nmt-q-line",
      dir: "auto",
      autocomplete: "off",
      ...describe,
    });
    let sent = "";
    /** @param {boolean} typing */
    const tell = (typing) => {
      if (input.value === sent) return;
      sent = input.value;
      send(sent.trim() ? sent : null, typing);
    };
    input.addEventListener("input", () => /[\p{L}.]\s*$/u.test(input.value) && tell(true));
    input.addEventListener("change", () => tell(false));
    input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && tell(false));
    return {
      element: input,
      labels: label,
      /** @param {any} value */
      show: (value) => (sent = input.value = value ?? ""),
      focus: () => input.focus(),
      /** @param {boolean} locked */
      lock: (locked) => (input.readOnly = locked),
      flush: () => tell(false),
    };
  },

  /** @param {{ id: string, label: any, describe: Properties, say: Words, send: (value: any, typing: boolean) => void }} props */
  day({ id, label, describe, say, send }) {
    const [min, max] = ["1990-01-01", "2100-01-01"];
    const problem = makeElement("span", { class: "nmt-q-problem", role: "alert", id: makeElementId() });
    const input = makeElement("input", {
      type: "date",
      id,
      class: "nmt-input nmt-q-line nmt-q-day",
      min,
      max,
      ...describe,
    });
    /**
     * @param {any} wrong
     * @param {string} [why]
     */
    const mark = (wrong, why = say.day_wrong) => {
      problem.textContent = wrong ? why : "";
      input.removeAttribute("aria-invalid");
      if (wrong) input.setAttribute("aria-invalid", "true");
      if (wrong) input.setAttribute("aria-errormessage", problem.id);
    };
    input.addEventListener("input", () => {
      if (!input.validity.valid) return;
      mark(false);
      send(input.value || null, true);
    });
    input.addEventListener("blur", () => mark(!input.validity.valid)); // while it is typed, a year is not whole yet
    // A date written as text, pasted or typed elsewhere, in any of the ways the workbook reads.
    input.addEventListener("paste", (event) => {
      const text = (event.clipboardData?.getData("text/plain") ?? "").trim();
      const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
      if (input.readOnly) return;
      // Day or month first is not guessed. Where the browser takes it all the same, its input takes the words away.
      if (!match) return mark(text, fillWords(say.day_unread, { text: text.slice(0, 40) }));
      event.preventDefault();
      input.value = match.slice(1).join("-");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return {
      element: makeElement("div", {}, input, problem),
      labels: label,
      /** @param {any} value */
      show(value) {
        input.value = value ?? "";
        mark(false);
      },
      focus: () => input.focus(),
      /** @param {boolean} locked */
      lock: (locked) => (input.readOnly = locked),
    };
  },

  /** @param {{ id: string, label: any, describe: Properties, send: (value: any, typing: boolean) => void }} props */
  text({ id, label, describe, send }) {
    const text = growingText({ id, rows: 3, ...describe }, (value) => send(value.trim() ? value : null, true));
    return {
      ...text,
      labels: label,
      show: (/** @type {any} */ value) => text.show(value ?? ""),
      focus: () => text.element.focus(),
    };
  },

  /** @param {{ question: FormQuestion, labelled: Properties, say: Words, send: (value: any, typing: boolean) => void }} props */
  lines({ question, labelled, say, send }) {
    const list = makeElement("ol", { class: "nmt-list is-tight nmt-q-lines" });
    const add = makeButton("nmt-q-add", say.add_line, () => focusOn(insert(list.lastElementChild, "")));
    const element = makeElement("div", { role: "group", ...labelled }, list, add);
    const inputs = () => [...list.querySelectorAll("input")];
    /** @param {any} input */
    const focusOn = (input) => input?.focus();
    /** @param {boolean} typing */
    const tell = (typing) => {
      const made = inputs()
        .map((input) => input.value.trim())
        .filter(Boolean);
      for (const [at, input] of inputs().entries()) {
        input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n: at + 1 }));
      }
      send(made.length ? made : null, typing);
    };
    /**
     * @param {any} after
     * @param {string} text
     */
    function insert(after, text) {
      const input = makeElement("input", {
        type: "text",
        class: "nmt-input nmt-q-line",
        dir: "auto",
        autocomplete: "off",
      });
      input.value = text;
      const n = list.children.length + 1;
      input.setAttribute("aria-label", fillWords(say.line_label, { name: question.name, n }));
      const item = makeElement(
        "li",
        {},
        input,
        makeButton("nmt-q-remove", "×", () => remove(item), { "aria-label": say.remove_line, title: say.remove_line }),
      );
      if (after) after.after(item);
      else list.append(item);
      return input;
    }
    /** @param {any} item */
    function remove(item) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      focusOn(next?.querySelector("input") ?? insert(null, ""));
      tell(false);
    }
    list.addEventListener("input", () => tell(true));
    list.addEventListener("keydown", (event) => {
      const item = targetOf(event).closest("li");
      if (targetOf(event).tagName !== "INPUT" || event.isComposing || targetOf(event).readOnly) return;
      if (event.key === "Enter") focusOn(insert(item, ""));
      else if (event.key === "Backspace" && !targetOf(event).value && list.children.length > 1) remove(item);
      else if (event.key === "ArrowDown") focusOn(item?.nextElementSibling?.querySelector("input"));
      else if (event.key === "ArrowUp") focusOn(item?.previousElementSibling?.querySelector("input"));
      else return;
      event.preventDefault();
    });
    list.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      const parts = pasted
        .split(/\r\n|\r|\n/)
        .map((part) => part.trim())
        .filter(Boolean);
      if (parts.length < 2 || targetOf(event).readOnly) return;
      event.preventDefault();
      let item = targetOf(event).closest("li");
      if (!targetOf(event).value) targetOf(event).value = parts.shift() ?? "";
      for (const part of parts) item = insert(item, part).closest("li");
      focusOn(item?.querySelector("input"));
      tell(false);
    });
    return {
      element,
      /** @param {any} value */
      show(value) {
        list.replaceChildren();
        for (const text of value?.length ? value : [""]) insert(list.lastElementChild, text);
      },
      focus: () => focusOn(inputs()[0]),
      /** @param {boolean} locked */
      lock(locked) {
        for (const input of inputs()) input.readOnly = locked;
        for (const button of element.querySelectorAll("button")) button.disabled = locked;
      },
    };
  },

  /** @param {{ question: FormQuestion, id: string, label: any, labelled: Properties, describe: Properties, say: Words, send: (value: any, typing: boolean) => void }} props */
  choice({ question, id, label, labelled, describe, say, send }) {
    const strange = makeElement("p", { class: "nmt-q-quiet", hidden: true, dir: "auto" });
    const few = question.options.length <= 6;
    const select = makeElement(
      "select",
      { id, class: "nmt-input nmt-q-select", ...describe },
      makeElement("option", { value: "", text: say.choose }),
      ...question.options.map(([value, words]) => makeElement("option", { value, text: words })),
    );
    select.addEventListener("change", () => send(select.value || null, false));
    const radios = formOptions(question.options, labelled, (value) => send(value, false));
    const known = new Set(question.options.map(([value]) => value));
    return {
      element: makeElement("div", {}, few ? radios.element : select, strange),
      labels: few ? null : label,
      clears: few,
      /** @param {any} value */
      show(value) {
        if (few) radios.show(value);
        else select.value = known.has(value) ? value : "";
        strange.hidden = value === null || known.has(value);
        strange.textContent = fillWords(say.strange_choice, { value });
      },
      focus: () => (few ? radios.focus() : select.focus()),
      /** @param {boolean} locked */
      lock(locked) {
        if (few) radios.lock(locked);
        else select.disabled = locked;
      },
    };
  },

  /** @param {{ question: FormQuestion, id: string, label: any, describe: Properties, say: Words, send: (value: any, typing: boolean) => void }} props */
  count({ question, id, label, describe, say, send }) {
    const [low, high] = question.scale ?? [0, null];
    const problem = makeElement("span", { class: "nmt-q-problem", role: "alert", id: makeElementId() });
    const range = fillWords(high === null ? say.count_from : say.count_range, { low, high });
    const input = makeElement("input", {
      type: "text",
      inputmode: "numeric",
      id,
      class: "nmt-input nmt-q-count",
      autocomplete: "off",
      ...describe,
    });
    input.addEventListener("input", () => {
      const typed = input.value.trim();
      const fits = /^\d{1,9}$/.test(typed) && Number(typed) >= low && (high === null || Number(typed) <= high);
      mark(typed && !fits);
      if (!typed || fits) send(typed ? Number(typed) : null, true);
    });
    /** @param {any} wrong */
    function mark(wrong) {
      problem.textContent = wrong ? fillWords(say.count_wrong, { range }) : "";
      input.toggleAttribute("aria-invalid", false);
      if (wrong) input.setAttribute("aria-invalid", "true");
      if (wrong) input.setAttribute("aria-errormessage", problem.id);
    }
    return {
      element: makeElement(
        "div",
        { class: "nmt-toolbar nmt-q-counted" },
        input,
        makeElement("span", { class: "nmt-q-quiet", text: range }),
        problem,
      ),
      labels: label,
      /** @param {any} value */
      show(value) {
        input.value = value ?? "";
        mark(false);
      },
      focus: () => input.focus(),
      /** @param {boolean} locked */
      lock: (locked) => (input.readOnly = locked),
    };
  },

  /** @param {{ question: FormQuestion, labelled: Properties, say: Words, send: (value: any, typing: boolean) => void }} props */
  rows({ question, labelled, say, send }) {
    const columns = question.columns.map(([id, name, offered, other]) => ({
      id,
      name,
      offered,
      typed: other || !offered.length,
      list: makeElementId(),
    }));
    const body = makeElement("tbody");
    const add = makeButton("nmt-q-add", say.add_row, () => focusOn(insert({}), 0));
    const table = makeElement(
      "table",
      { class: "nmt-q-rows", ...labelled },
      makeElement(
        "thead",
        {},
        makeElement(
          "tr",
          {},
          ...columns.map(({ name }) => makeElement("th", { scope: "col", text: name })),
          makeElement("td"),
        ),
      ),
      body,
    );
    const lists = columns
      .filter(({ offered, typed }) => offered.length && typed)
      .map(({ list, offered }) =>
        makeElement("datalist", { id: list }, ...offered.map(([, value]) => makeElement("option", { value }))),
      );
    const element = makeElement("div", {}, makeElement("div", { class: "nmt-q-table" }, table), add, ...lists);
    /** @param {any} row */
    const cells = (row) => [...findAllIn(row, "[data-column]")];
    /**
     * @param {any} row
     * @param {any} at
     */
    const focusOn = (row, at) => row && cells(row)[at]?.focus();
    /**
     * @param {{ offered: any }} props
     * @param {any} given
     */
    const wordsOf = ({ offered }, given) =>
      offered.find((/** @type {[string, string]} */ [id]) => id === given)?.[1] ?? given;
    /**
     * @param {{ offered: any }} props
     * @param {any} typed
     */
    const idOf = ({ offered }, typed) =>
      offered.find(
        (/** @type {[string, string]} */ [, words]) => words.toLowerCase() === typed.trim().toLowerCase(),
      )?.[0] ?? typed;
    /**
     * @param {any} column
     * @param {any} given
     */
    function cell(column, given) {
      const { id, name, offered, typed, list } = column;
      const named = { "data-column": id, "aria-label": name, autocomplete: "off" };
      const made = typed
        ? makeElement("input", {
            class: "nmt-input",
            type: "text",
            dir: "auto",
            list: offered.length ? list : null,
            ...named,
          })
        : makeElement(
            "select",
            { class: "nmt-input", ...named },
            makeElement("option", { value: "", text: say.choose }),
            ...offered.map((/** @type {[string, string]} */ [value, words]) =>
              makeElement("option", { value, text: words }),
            ),
          );
      made.value = typed ? wordsOf(column, given) : given;
      return makeElement("td", { "data-wide": typed && offered.length > 0 }, made);
    }
    /** @param {any} entry */
    function insert(entry) {
      const remove = makeButton("nmt-q-remove", "×", () => {
        const next = row.nextElementSibling ?? row.previousElementSibling ?? insert({});
        row.remove();
        focusOn(next, 0);
        tell(false);
      });
      remove.setAttribute("aria-label", say.remove_row);
      remove.title = say.remove_row;
      const row = makeElement(
        "tr",
        {},
        ...columns.map((column) => cell(column, entry[column.id] ?? "")),
        makeElement("td", {}, remove),
      );
      body.append(row);
      return row;
    }
    /** @param {boolean} typing */
    function tell(typing) {
      const made = [...body.rows]
        .map((row) =>
          Object.fromEntries(
            cells(row)
              .map((input, at) => [input.dataset.column, idOf(columns[at], input.value)])
              .filter(([, text]) => text.trim()),
          ),
        )
        .filter((entry) => Object.keys(entry).length);
      send(made.length ? made : null, typing);
    }
    body.addEventListener("input", (event) => tell(targetOf(event).tagName === "INPUT"));
    body.addEventListener("keydown", (event) => {
      const input = targetOf(event);
      const row = input.closest("tr");
      if (!row || event.key !== "Enter" || event.isComposing || !input.dataset.column || input.readOnly) return;
      const at = cells(row).indexOf(input);
      if (at < 0) return;
      event.preventDefault();
      focusOn(event.shiftKey ? row.previousElementSibling : (row.nextElementSibling ?? insert({})), at);
    });
    return {
      element,
      /** @param {any} value */
      show(value) {
        body.replaceChildren();
        for (const entry of value?.length ? value : [{}]) insert(entry);
      },
      focus: () => focusOn(body.rows[0], 0),
      /** @param {boolean} locked */
      lock(locked) {
        for (const input of element.querySelectorAll("input")) input.readOnly = locked;
        for (const other of findAllIn(element, "button, select")) other.disabled = locked;
      },
    };
  },

  /** @param {{ question: FormQuestion, spec: FormSpec, say: Words, send: (value: any, typing: boolean) => void }} props */
  rating({ question, spec, say, send }) {
    const rating = formRating({ spec, say, key: "rating", send });
    return { ...rating, clears: true, key: "rating", show: (/** @type {any} */ value) => rating.show(question, value) };
  },

  /** @param {{ spec: FormSpec, labelled: Properties, send: (value: any, typing: boolean) => void }} props */
  signal({ spec, labelled, send }) {
    return { ...formSignal({ spec, labelled, send }), clears: true, saysUnknown: true };
  },
};
