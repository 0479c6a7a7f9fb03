// Nothing to see. In JupyterLab light and dark are a choice of the application's: the shared look follows it.

function initialize() {
  const root = document.documentElement;
  if (root.dataset.theme) return; // a page that is one or the other for good, or another look has begun
  const follow = () => {
    const light = document.body.dataset.jpThemeLight;
    if (light) root.dataset.theme = light === "true" ? "light" : "dark";
  };
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  follow();
}

export default { initialize };
