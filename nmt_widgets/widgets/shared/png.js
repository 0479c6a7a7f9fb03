// A drawing as a picture of pixels: the browser draws it.

import { makeElement } from "./dom.js";
import { parse, sizeOf } from "./map/drawing.js";

/**
 * @param {DataView<ArrayBuffer>} svg
 * @param {number} sharpness pixels of the picture for one of the drawing
 */
export async function makePng(svg, sharpness) {
  const drawing = parse(new TextDecoder().decode(svg));
  if (!drawing) return null;
  const { width, height } = sizeOf(drawing);
  drawing.setAttribute("width", String(width * sharpness));
  drawing.setAttribute("height", String(height * sharpness));
  const image = new Image();
  const text = new XMLSerializer().serializeToString(drawing);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  image.src = address;
  await image.decode();
  const canvas = makeElement("canvas", { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return /** @type {Promise<Blob | null>} */ (new Promise((resolve) => canvas.toBlob(resolve, "image/png")));
}
