// Binary values in the state of a widget travel beside it: taken out with their paths, and put back.

/** @import { Bytes } from "./frames.js" */
/** @typedef {(string | number)[]} Path */
/** @typedef {{ [name: string]: unknown }} State */

/** @param {unknown} value @returns {value is Bytes} */
const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/**
 * Returns the state without its binary values: a record leaves them out, a list has null in their places.
 * @param {State} state
 */
export function takeBuffers(state) {
  /** @type {Path[]} */
  const paths = [];
  /** @type {Bytes[]} */
  const buffers = [];
  /** @param {unknown} value @param {Path} path @returns {unknown} */
  const without = (value, path) => {
    if (isBytes(value)) {
      paths.push(path);
      buffers.push(value);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, at) => without(item, [...path, at]));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, item]) => /** @type {const} */ ([name, without(item, [...path, name]), isBytes(item)]))
        .filter(([, , isTaken]) => !isTaken),
    );
  };
  const rest = /** @type {State} */ (without(state, []));
  return { state: rest, paths, buffers };
}

/**
 * Puts the binary values of a message into its state.
 * @param {object} state
 * @param {Path[]} paths
 * @param {DataView<ArrayBuffer>[]} buffers
 */
export function putBuffers(state, paths, buffers) {
  for (const [number, path] of paths.entries()) {
    const inner = path.slice(0, -1).reduce((value, step) => stepInto(value)[step], /** @type {unknown} */ (state));
    stepInto(inner)[path[path.length - 1]] = buffers[number];
  }
}

/** @param {unknown} value */
const stepInto = (value) => /** @type {{ [step: string | number]: unknown }} */ (value);
