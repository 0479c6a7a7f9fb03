// What a screen's page does by itself: show when it is ready, and say when its kernel or the server has gone.
window.nmtPage = (() => {
  const POLL = 3000; // ms between two looks at the kernel
  const PATIENCE = 20000; // ms after which the page shows whatever it has
  const pending = 'script[type="application/vnd.voila.cell-output+json"]';
  const empty = ".nmt-output > .jp-OutputArea-output:empty";
  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id);
  let done = false;
  let leaving = false;
  let misses = 0;
  /** @type {NmtLineOver | null} */
  let over = null; // {why, text}, once the kernel has gone for this page
  /** @type {Set<(over: NmtLineOver) => void>} */
  const hearing = new Set();

  // Jupyter's styles ask the body which theme it is in
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tint = () => {
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = dark.matches ? "JupyterLab Dark" : "JupyterLab Light";
  };
  dark.addEventListener("change", tint);

  function show() {
    document.body.classList.remove("nmt-is-opening");
    byId("screen").removeAttribute("aria-busy");
  }

  function fail() {
    byId("nmt-problem").hidden = false;
    show();
  }

  /** @param {string} text */
  function tell(text) {
    done = true;
    show();
    over = { why: text, text: byId("nmt-words").dataset[text] };
    byId("nmt-notice-text").textContent = over.text;
    byId("nmt-notice").hidden = false;
    for (const hear of hearing) hear(over);
  }

  /**
   * What offers something of the kernel's hears when there is none any more; returns what ends that.
   * @param {(over: NmtLineOver) => void} hear
   */
  function whenOver(hear) {
    hearing.add(hear);
    if (over) hear(over);
    return () => hearing.delete(hear);
  }

  /** @param {string} kernel */
  async function look(kernel) {
    if (done || leaving) return;
    try {
      const answer = await fetch(`/api/kernels/${kernel}`, { cache: "no-store" });
      misses = 0;
      if (answer.status === 404) tell("ended");
      else if (answer.status === 401) tell("signedOut");
      else if (answer.status === 403) tell("startedAgain");
    } catch {
      misses += 1;
      if (misses > 1) tell("unreachable");
    }
  }

  function watch() {
    const config = byId("jupyter-config-data");
    if (!config) return fail(); // the page was cut short
    const kernel = JSON.parse(config.textContent).kernelId;
    setInterval(look, POLL, kernel);
    document.addEventListener("visibilitychange", () => document.hidden || look(kernel));
    const check = () => {
      if (document.querySelector(pending) || document.querySelector(empty)) return;
      observer.disconnect();
      requestAnimationFrame(show);
    };
    const observer = new MutationObserver(check);
    observer.observe(document.body, { childList: true, subtree: true });
    check();
    setTimeout(show, PATIENCE);
  }

  addEventListener("beforeunload", () => {
    leaving = true; // Voila ends the kernel now, even if the person then chooses to stay
    setTimeout(() => (leaving = false), 5000);
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("DOMContentLoaded", () => {
    tint();
    byId("nmt-reload").addEventListener("click", () => location.reload());
    watch();
  });
  // names Voila's script calls
  window.voila_heartbeat = window.voila_process = window.voila_finish = () => {};
  return { fail, whenOver };
})();
