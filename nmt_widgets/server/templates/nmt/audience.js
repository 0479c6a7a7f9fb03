// Shows the open question and sends one answer. Everything from the server is shown as text, never as markup.
(() => {
  /**
   * A question as the room's server asks it.
   * @typedef {{ id: string, text: string, kind: string, longest: number, choices: string[], low: number, high: number }} Question
   */

  const POLL = 2000; // ms between two requests, varied so that the phones of a room do not ask all at once
  const place = location.pathname.replace(/\/+$/, "");
  /** @param {string} id of an element the page has */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const words = /** @type {Record<string, string>} */ (byId("words").dataset);
  const problems = JSON.parse(words.problems);
  const form = /** @type {HTMLFormElement} */ (byId("ask"));
  /** @type {Question | null} */
  let question = null; // the question on the page
  let answered = false;
  let broken = false;
  let over = false; // no room has this address any more: each further request would count as a wrong code

  /** @param {string} text */
  function showStatus(text) {
    byId("status").textContent = text;
  }
  /** @param {number} code */
  const showProblem = (code) => showStatus(problems[code] || problems["500"]);

  /**
   * @param {string} tag
   * @param {Record<string, unknown>} attributes
   */
  function element(tag, attributes) {
    return Object.assign(document.createElement(tag), attributes);
  }

  /**
   * @param {number} value
   * @param {string} text
   */
  function tile(value, text) {
    const label = element("label", { className: "tile" });
    label.append(
      element("input", { type: "radio", name: "answer", value: String(value) }),
      element("span", { textContent: text }),
    );
    return label;
  }

  /** @param {Question} current */
  function fields(current) {
    if (current.kind === "text") {
      const field = element("input", {
        className: "nmt-input",
        name: "answer",
        maxLength: current.longest,
        autocomplete: "off",
      });
      field.setAttribute("aria-labelledby", "question");
      return [field];
    }
    if (current.kind === "choice") return current.choices.map((choice, index) => tile(index, choice));
    return Array.from({ length: current.high - current.low + 1 }, (_, i) =>
      tile(current.low + i, String(current.low + i)),
    );
  }

  /** @param {Question | null} current */
  function show(current) {
    if (current?.id === question?.id) return;
    const previous = question;
    question = current;
    form.hidden = !current;
    if (!current) {
      if (previous) showStatus(answered ? words.next : words.closed);
      return;
    }
    answered = false;
    byId("question").textContent = current.text;
    byId("answers").className = current.kind === "number" ? "numbers" : "";
    byId("answers").replaceChildren(...fields(current));
    showStatus(words.fresh);
  }

  async function fetchQuestion() {
    if (over) return;
    let answer;
    try {
      answer = await fetch(`${place}/question`, { cache: "no-store" });
    } catch {
      broken = true;
      return showStatus(words.unreachable);
    }
    if (answer.status === 404) {
      [over, form.hidden] = [true, true];
      return showStatus(words.over);
    }
    if (!answer.ok) {
      broken = true;
      return showProblem(answer.status);
    }
    const { question: current } = await answer.json();
    if (broken) showStatus(current ? "" : words.waiting);
    broken = false;
    show(current);
  }

  async function watch() {
    if (!document.hidden) await fetchQuestion();
    if (!over) setTimeout(watch, POLL * (0.75 + Math.random() / 2));
  }

  function chosenAnswer() {
    const value = new FormData(form).get("answer");
    if (typeof value !== "string" || !value.trim()) return null;
    return question?.kind === "text" ? value : Number(value);
  }

  /** @param {string | number} answer */
  async function send(answer) {
    return fetch(`${place}/answer`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question: question?.id, answer }),
    });
  }

  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const answer = chosenAnswer();
    const current = question;
    if (answer === null || !current) return showStatus(words.none);
    showStatus(words.sending);
    try {
      let result = await send(answer);
      if (result.status === 403) {
        await fetchQuestion(); // a new device gets its name with the question
        if (question?.id === current.id) result = await send(answer);
      }
      if (result.status === 409) await fetchQuestion();
      else if (question?.id !== current.id) return;
      if (result.status !== 204) return showProblem(result.status);
      answered = true;
      showStatus(words.counted);
    } catch {
      showStatus(words.unreachable);
    }
  });

  document.addEventListener("visibilitychange", () => document.hidden || fetchQuestion());
  watch();
})();
