// While a file is made, the page says so and for how long; a cookie that comes with the file says that it is there.
(() => {
  /** @param {number} start */
  function elapsed(start) {
    const seconds = Math.floor((Date.now() - start) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  for (const form of document.querySelectorAll("form[data-takes]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const status = form.querySelector("[role=status]");
    const timer = form.querySelector("[role=timer]");
    const button = form.querySelector("button");
    if (!(status instanceof HTMLElement && timer instanceof HTMLElement && button)) continue;
    form.addEventListener("submit", () => {
      const { takes: cookie, place } = form.dataset;
      const edit = new FormData(form).get("edit");
      const start = Date.now();
      // biome-ignore lint/suspicious/noDocumentCookie: the other way needs https
      document.cookie = `${cookie}=; path=${place}; max-age=0; samesite=strict`;
      button.disabled = true;
      status.textContent = status.dataset.making ?? "";
      timer.hidden = false;
      const watch = setInterval(() => {
        timer.textContent = elapsed(start);
        if (!document.cookie.split("; ").includes(`${cookie}=${edit}`)) return;
        clearInterval(watch);
        timer.hidden = true;
        button.disabled = false;
        status.textContent = status.dataset.made ?? "";
        form.reset();
      }, 500);
    });
  }
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
