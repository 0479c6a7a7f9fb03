// The drawing of a map: unpacked, chosen by the room it has, and carried over to the one on the page.

const LEGIBLE = 0.72; // how small the wide map may get before the words in its boxes are too small to read
const SLACK = 24; // px more before it comes back, so that a scroll bar does not flip it to and fro

/**
 * The text of a trait that travels compressed.
 * @param {DataView<ArrayBuffer> | null} packed
 */
export async function unpack(packed) {
  if (!packed?.byteLength) return "";
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** @param {string} svg empty while there is no drawing, which Firefox would report as a broken file */
export function parse(svg) {
  if (!svg) return null;
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return root.tagName === "svg" && !root.querySelector("parsererror") ? root : null;
}

/** @param {Element} svg */
export function sizeOf(svg) {
  const [, , width, height] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
  return { width, height };
}

/**
 * Whether the wide map is the one to show: where its words are legible, or where a height leaves it the larger one.
 * @param {Element} wide
 * @param {Element} tall
 * @param {{ width: number, height: number }} room its height is infinite where none is set
 * @param {boolean} isWide whether it is shown now
 */
export function fitsWide(wide, tall, room, isWide) {
  const [first, second] = [sizeOf(wide), sizeOf(tall)];
  /** @param {{ width: number, height: number }} size */
  const scale = ({ width, height }) => Math.min(room.width / width, room.height / height);
  if (scale(second) < room.width / second.width) return scale(first) >= scale(second);
  return room.width >= first.width * LEGIBLE + (isWide ? 0 : SLACK);
}

/**
 * Same boxes: carry attributes and words over, so that colours move. Anything else: replace the whole map.
 * @param {Element} old
 * @param {Element} fresh
 */
export function patch(old, fresh) {
  const other = old.tagName === "svg" && old.getAttribute("viewBox") !== fresh.getAttribute("viewBox");
  if (other || old.tagName !== fresh.tagName || old.children.length !== fresh.children.length) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  if (old.children.length === 0) {
    if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
    return;
  }
  const others = [...fresh.children]; // a child that is replaced leaves them
  for (const [at, child] of [...old.children].entries()) patch(child, others[at]);
}
