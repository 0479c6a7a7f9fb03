// The script of every screen: shows the page when it is ready, and reports when its kernel or the server has ended.
window.nmtPage = (() => {
  const POLL = 3000; // ms between two checks of the kernel
  const PATIENCE = 20000; // ms after which the page shows whatever it has
  const pending = 'script[type="application/vnd.voila.cell-output+json"]';
  const empty = ".nmt-output > .jp-OutputArea-output:empty";
  /** @param {string} id of an element the page has */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  let done = false;
  let leaving = false;
  let misses = 0;
  /** @type {NmtLineOver | null} */
  let over = null; // {why, text}, set when the kernel has ended for this page
  /** @type {Set<(over: NmtLineOver) => void>} */
  const listeners = new Set();

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

  function show() {
    document.body.classList.remove("nmt-is-opening");
    byId("screen").removeAttribute("aria-busy");
  }

  function fail() {
    byId("nmt-problem").hidden = false;
    show();
  }

  /** @param {string} text */
  function showEnd(text) {
    done = true;
    show();
    const end = { why: text, text: byId("nmt-words").dataset[text] ?? "" };
    over = end;
    byId("nmt-notice-text").textContent = end.text;
    byId("nmt-notice").hidden = false;
    for (const listener of listeners) listener(end);
  }

  /**
   * Call a function when the kernel has ended; return a function that stops that.
   * @param {(over: NmtLineOver) => void} listener
   */
  function whenOver(listener) {
    listeners.add(listener);
    if (over) listener(over);
    return () => listeners.delete(listener);
  }

  /** @param {string} kernel */
  async function check(kernel) {
    if (done || leaving) return;
    try {
      const answer = await fetch(`/api/kernels/${kernel}`, { cache: "no-store" });
      misses = 0;
      if (answer.status === 404) showEnd("ended");
      else if (answer.status === 401) showEnd("signedOut");
      else if (answer.status === 403) showEnd("startedAgain");
    } catch {
      misses += 1;
      if (misses > 1) showEnd("unreachable");
    }
  }

  function watch() {
    const config = document.getElementById("jupyter-config-data");
    if (!config) return fail(); // the page was cut short
    const kernel = JSON.parse(config.textContent).kernelId;
    setInterval(check, POLL, kernel);
    document.addEventListener("visibilitychange", () => document.hidden || check(kernel));
    const showWhenComplete = () => {
      if (document.querySelector(pending) || document.querySelector(empty)) return;
      observer.disconnect();
      requestAnimationFrame(show);
    };
    const observer = new MutationObserver(showWhenComplete);
    observer.observe(document.body, { childList: true, subtree: true });
    showWhenComplete();
    setTimeout(show, PATIENCE);
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
  // names Voila's script calls
  window.voila_heartbeat = window.voila_process = window.voila_finish = () => {};
  return { fail, whenOver };
})();
