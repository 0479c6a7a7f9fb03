// The script of the bar: the tour where there is one, and the help of a page that has no kernel.
(() => {
  /** @param {HTMLDialogElement} tour */
  function guide(tour) {
    const steps = [...tour.querySelectorAll("section")];
    const buttons = [...tour.querySelectorAll("button")];
    let at = 0;

    /** @param {number} to */
    function show(to) {
      at = to;
      for (const [number, step] of steps.entries()) step.hidden = number !== at;
      const [, back, next] = buttons;
      back.disabled = at === 0;
      next.textContent = (at === steps.length - 1 ? next.dataset.done : next.dataset.next) ?? "";
    }

    function take() {
      if (tour.open) return;
      show(0);
      tour.showModal();
      buttons[2].focus();
    }

    for (const button of buttons) {
      button.addEventListener("click", () => {
        const to = at + Number(button.dataset.step);
        if (steps[to]) show(to);
        else tour.close();
      });
    }
    document.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-tour]")) take();
    });
    const address = new URL(location.href);
    if (address.searchParams.has("tour")) {
      address.searchParams.delete("tour"); // it never comes back by itself
      history.replaceState(history.state, "", address);
      if (document.readyState === "loading") addEventListener("DOMContentLoaded", take);
      else take(); // this script may come late
    }
  }

  const tour = document.getElementById("nmt-tour");
  if (tour instanceof HTMLDialogElement) guide(tour);
  addEventListener("keydown", (event) => {
    const help = document.getElementById("nmt-help");
    const isTyping = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (event.key !== "?" || !help || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    help.togglePopover();
  });
})();
