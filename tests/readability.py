"""Whether the texts of a page can be read, as a browser paints them; `project/test_contrast.py` asks the sheets."""

SCHEME = 'matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"'

UNREADABLE = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const draw = canvas.getContext("2d", { willReadFrequently: true });
  const passed = "script, style, :disabled, [aria-disabled=true], #after, label:has(:disabled)";
  const painted = (colours) => {
    draw.clearRect(0, 0, 1, 1);
    for (const colour of colours) { draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1); }
    return [...draw.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  // a page has hundreds of texts, and few colours: each stack of them is painted once, each element is asked once
  const once = (ask, key = (it) => it, answers = new Map()) => (it) => {
    if (!answers.has(key(it))) answers.set(key(it), ask(it));
    return answers.get(key(it));
  };
  const lightOf = once((colours) => light(painted(colours)), (colours) => colours.join());
  const background = once((element) => getComputedStyle(element).backgroundColor);
  const box = once((element) => element.getBoundingClientRect());
  const isClear = (colour) => colour === "rgba(0, 0, 0, 0)";
  for (const each of document.getAnimations()) if (each.effect?.getComputedTiming().endTime < Infinity) each.finish();
  // what is placed outside its parent stands on what is there
  const isUnder = (ground, element) => {
    if (ground === element || ground === document.body || ground === document.documentElement) return true;
    const [under, over] = [ground, element].map(box);
    const [x, y] = [over.left + over.width / 2, over.top + over.height / 2];
    return under.left <= x && x <= under.right && under.top <= y && y <= under.bottom;
  };
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !element.checkVisibility() || element.closest(passed)) continue;
    const grounds = [];
    for (let each = element; each; each = each.parentElement)
      if (!isClear(background(each)) && isUnder(each, element)) grounds.unshift(background(each));
    const { fontSize, fontWeight, color } = getComputedStyle(element);
    const isLarge = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700);
    const [ink, ground] = [[...grounds, color], grounds].map(lightOf);
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    const text = walk.currentNode.textContent.slice(0, 30);
    if (ratio < (isLarge ? 3 : 4.5)) out.push(`${ratio.toFixed(2)} ${element.className}: ${text}`);
  }
  return out;
}"""
"""Texts whose contrast with what is under them is less than 4.5, or 3 where they are large."""


def assert_readable(page, name=""):
    """Assert that every text in sight can be read in both colour schemes."""
    first = page.evaluate(SCHEME)
    for scheme in ("light" if first == "dark" else "dark", first):
        page.emulate_media(color_scheme=scheme)
        assert (name, scheme, page.evaluate(UNREADABLE)) == (name, scheme, [])
