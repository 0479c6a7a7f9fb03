// The script of every screen: puts the live screen in the place of its still picture, and reports when its kernel or the
// server has ended.
window.nmtPage = (() => {
  const POLL = 3000; // ms between two checks of the kernel
  const PATIENCE = 20000; // ms after which the page shows whatever it has
  const pending = 'script[type="application/vnd.voila.cell-output+json"]';
  const empty = ".nmt-output > .jp-OutputArea-output:empty";
  // of a screen with a still picture: its widgets, and those that are not there yet or say that they are not ready
  const widgets = ".lm-Widget:not(.lm-Panel):not(:empty)";
  const unready = ".nmt-output :is(.lm-Widget:not(.lm-Panel):empty, .nmt-is-unready)";
  const controls = "a[href], button, summary, h1[tabindex]";
  /** @param {string} id of an element the page has */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  let done = false;
  let leaving = false;
  let misses = 0;
  /** @type {NmtLineOver | null} */
  let over = null; // {why, text}, set when the kernel has ended for this page
  /** @type {Map<(over: NmtLineOver) => void, () => void>} */
  const listeners = new Map(); // what to call when it ends, and when it is there again
  let isAlive = false;
  /** @type {(() => void)[]} */
  const starters = []; // called when the live screen stands

  // Jupyter's styles read the theme from the body; what somebody has chosen comes before what the computer has
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const setTheme = () => {
    const chosen = document.documentElement.dataset.chosenTheme;
    const isDark = chosen ? chosen === "dark" : dark.matches;
    document.body.dataset.jpThemeLight = String(!isDark);
    document.body.dataset.jpThemeName = isDark ? "JupyterLab Dark" : "JupyterLab Light";
    /** @type {HTMLLinkElement} */ (byId("nmt-jupyter-dark")).media = isDark ? "all" : "not all";
  };
  dark.addEventListener("change", setTheme);

  /** @returns {Element | null} */
  const still = () => document.querySelector(".nmt-still");
  /** @param {string} selector */
  const count = (selector) => document.querySelectorAll(selector).length;
  /** @param {Element} element */
  const hasPlace = (element) => element.getClientRects().length > 0;
  /** @param {Element} control */
  const nameOf = (control) => control.getAttribute("aria-label") ?? control.textContent;

  // The live screen takes the place of the picture within one frame; who has begun to read or to tab stays there.
  function show() {
    if (isAlive) return;
    isAlive = true;
    const [picture, focused] = [still(), document.activeElement];
    const isRead = scrollY > 0 || (picture?.contains(focused) ?? false);
    const name = picture?.contains(focused) && focused ? nameOf(focused) : null;
    const top = scrollY;
    picture?.remove();
    document.body.classList.remove("nmt-is-opening");
    byId("nmt-still-only").hidden = true;
    if (name !== null) {
      const same = [...byId("screen").querySelectorAll(controls)].find((control) => nameOf(control) === name);
      if (same instanceof HTMLElement) same.focus({ preventScroll: true });
    }
    if (isRead) scrollTo(0, top);
    else for (const start of starters) start();
  }

  // What is there when nothing more comes: the picture, and a sentence that it is one.
  function stay() {
    if (isAlive) return;
    if (!still()) return show();
    document.body.classList.remove("nmt-is-opening");
    byId("nmt-still-only").hidden = false;
  }

  function fail() {
    byId("nmt-problem").hidden = false;
    stay();
  }

  /**
   * Call a function once the live screen stands, unless somebody has begun to read its picture by then.
   * @param {() => void} start
   */
  function whenAlive(start) {
    if (isAlive) requestAnimationFrame(start);
    else starters.push(start);
  }

  /** @param {string} text */
  function showEnd(text) {
    done = text !== "unreachable"; // which may pass
    stay();
    const end = { why: text, text: byId("nmt-words").dataset[text] ?? "" };
    over = end;
    byId("nmt-notice-text").textContent = end.text;
    byId("nmt-notice").hidden = false;
    for (const listener of listeners.keys()) listener(end);
  }

  function showBack() {
    over = null;
    byId("nmt-notice").hidden = true;
    for (const back of listeners.values()) back();
  }

  /**
   * Call a function when the kernel has ended, and another when it could not be reached and is there again; return a
   * function that stops that.
   * @param {(over: NmtLineOver) => void} listener
   * @param {() => void} [back]
   */
  function whenOver(listener, back = () => {}) {
    listeners.set(listener, back);
    if (over) listener(over);
    return () => listeners.delete(listener);
  }

  /** @param {string} kernel */
  async function check(kernel) {
    if (done || leaving) return;
    try {
      const answer = await fetch(`${document.body.dataset.baseUrl}api/kernels/${kernel}`, { cache: "no-store" });
      if ([502, 504].includes(answer.status)) throw new Error("a proxy does not reach the workbook");
      misses = 0;
      if (answer.status === 404) showEnd("ended");
      else if (answer.status === 401) showEnd("signedOut");
      else if (answer.status === 403) showEnd("startedAgain");
      else if (over && answer.ok && (await answer.json()).connections) showBack(); // the page's own
    } catch {
      misses += 1;
      if (misses > 1 && !over) showEnd("unreachable");
    }
  }

  function watch() {
    const config = document.getElementById("jupyter-config-data");
    if (!config) return fail(); // the page was cut short
    const kernel = JSON.parse(config.textContent).kernelId;
    setInterval(check, POLL, kernel);
    document.addEventListener("visibilitychange", () => document.hidden || check(kernel));
    const isReady = () => {
      if (document.querySelector(pending) || document.querySelector(empty)) return false;
      if (!still()) return true;
      const [live, expected] = [`.nmt-output ${widgets}`, `.nmt-still ${widgets}`].map(count);
      return live >= expected && ![...document.querySelectorAll(unready)].some(hasPlace);
    };
    let isAsked = false; // once a frame: a screen is made of many small changes
    const look = () => {
      isAsked = false;
      if (!isReady()) return;
      observer.disconnect();
      show();
    };
    const showWhenComplete = () => {
      if (!isAsked) requestAnimationFrame(look);
      isAsked = true;
    };
    const observer = new MutationObserver(showWhenComplete);
    observer.observe(document.body, { childList: true, subtree: true });
    showWhenComplete();
    setTimeout(stay, PATIENCE);
  }

  addEventListener("beforeunload", () => {
    leaving = true; // Voila ends the kernel now, even if the person then stays on the page
    setTimeout(() => (leaving = false), 5000);
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("DOMContentLoaded", () => {
    setTheme();
    byId("nmt-reload").addEventListener("click", () => location.reload());
    watch();
  });
  /** @type {Map<string, Promise<unknown>>} */
  const sheets = new Map();
  /** @param {string} address */
  function fetchSheet(address) {
    if (document.querySelector(`head > link[href="${address}"]`)) return sheets.get(address);
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    const done = new Promise((resolve) => {
      link.onload = link.onerror = resolve; // without its colours a screen can still be used
    });
    sheets.set(address, done);
    document.head.append(link);
    return done;
  }

  /** @param {string} address */
  const fetchData = async (address) => (await fetch(address)).json();

  /**
   * Fetch the module of a widget, its style sheet, and the traits that are the same for everybody.
   * @param {string} script
   * @param {string | null} sheet
   * @param {string | null} data
   */
  async function fetchWidget(script, sheet, data) {
    const [{ default: widget }, fixed] = await Promise.all([
      import(script),
      data && fetchData(data),
      sheet && fetchSheet(sheet),
    ]);
    if (!fixed) return widget;
    /** @type {(props: NmtProps) => NmtProps} */
    const complete = ({ model, ...props }) => {
      /** @param {string} name */
      const get = (name) => fixed[name] ?? model.get(name);
      return { ...props, model: { ...model, get } };
    };
    return async () => {
      const { initialize, render } = typeof widget === "function" ? await widget() : widget;
      return {
        initialize: (/** @type {NmtProps} */ props) => initialize?.(complete(props)),
        render: (/** @type {NmtProps} */ props) => render?.(complete(props)),
      };
    };
  }

  // Voila's script draws the page instead of ours. It begins when a page has been loaded, so it is told that again.
  function useVoila() {
    const template = /** @type {HTMLTemplateElement} */ (byId("nmt-voila"));
    const isLoaded = document.readyState === "complete";
    for (const part of template.content.children) {
      const copy = document.createElement(part.localName);
      for (const { name, value } of part.attributes) copy.setAttribute(name, value);
      if (copy instanceof HTMLScriptElement) {
        copy.async = false;
        copy.onerror = stay;
        copy.onload = () => isLoaded && copy.src.endsWith("/voila.js") && dispatchEvent(new Event("load"));
      }
      document.body.append(copy);
    }
  }

  // names Voila's script calls
  window.voila_heartbeat = window.voila_process = window.voila_finish = () => {};
  return { fail, fetchWidget, stay, useVoila, whenAlive, whenOver };
})();
