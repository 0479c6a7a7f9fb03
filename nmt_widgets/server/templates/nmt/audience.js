// Shows the question being asked, sends one answer. Whatever comes from the server is shown as text, never as markup.
(() => {
  /**
   * A question as the room's server asks it.
   * @typedef {{ id: string, text: string, kind: string, longest: number, choices: string[], low: number, high: number }} Asked
   */

  const POLL = 2000; // ms between two looks, more or less: a room of phones should not ask all at once
  const place = location.pathname.replace(/\/+$/, "");
  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id);
  const words = byId("words").dataset;
  const said = JSON.parse(words.said);
  const form = byId("ask");
  /** @type {Asked | null} */
  let question = null; // the one shown
  let answered = false;
  let broken = false;

  /** @param {string} text */
  function tell(text) {
    byId("told").textContent = text;
  }
  /** @param {number} status */
  const tellStatus = (status) => tell(said[status] || said["500"]);

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

  /** @param {Asked} asked */
  function fields(asked) {
    if (asked.kind === "text") {
      const field = element("input", {
        className: "nmt-input",
        name: "answer",
        maxLength: asked.longest,
        autocomplete: "off",
      });
      field.setAttribute("aria-labelledby", "question");
      return [field];
    }
    if (asked.kind === "choice") return asked.choices.map((choice, index) => tile(index, choice));
    return Array.from({ length: asked.high - asked.low + 1 }, (_, i) => tile(asked.low + i, String(asked.low + i)));
  }

  /** @param {Asked | null} asked */
  function show(asked) {
    if (asked?.id === question?.id) return;
    const was = question;
    question = asked;
    form.hidden = !asked;
    if (!asked) {
      if (was) tell(answered ? words.next : words.closed);
      return;
    }
    answered = false;
    byId("question").textContent = asked.text;
    byId("answers").className = asked.kind === "number" ? "numbers" : "";
    byId("answers").replaceChildren(...fields(asked));
    tell(words.fresh);
  }

  async function look() {
    let answer;
    try {
      answer = await fetch(`${place}/question`, { cache: "no-store" });
    } catch {
      broken = true;
      return tell(words.unreachable);
    }
    if (!answer.ok) {
      broken = true;
      return tellStatus(answer.status);
    }
    const { question: asked } = await answer.json();
    if (broken) tell(asked ? "" : words.waiting);
    broken = false;
    show(asked);
  }

  async function watch() {
    if (!document.hidden) await look();
    setTimeout(watch, POLL * (0.75 + Math.random() / 2));
  }

  function given() {
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
    const answer = given();
    const asked = question;
    if (answer === null || !asked) return tell(words.none);
    tell(words.sending);
    try {
      let result = await send(answer);
      if (result.status === 403) {
        await look(); // a device is named with the question
        if (question?.id === asked.id) result = await send(answer);
      }
      if (result.status === 409) await look();
      else if (question?.id !== asked.id) return;
      if (result.status !== 204) return tellStatus(result.status);
      answered = true;
      tell(words.counted);
    } catch {
      tell(words.unreachable);
    }
  });

  document.addEventListener("visibilitychange", () => document.hidden || look());
  watch();
})();
