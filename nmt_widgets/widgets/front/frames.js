// Jupyter's binary format "v1" of 2022, in which a page and a kernel exchange messages: a count, offsets of eight bytes
// each, the channel, then the parts of the message and its buffers.

/** @import { Path, State } from "./buffers.js" */

/**
 * A message, with the names that Jupyter gives its parts; `Content` is what a kernel says of widgets.
 * @typedef {{ model_name: string, model_module: string, state: State }} WidgetState
 * @typedef {{
 *   method?: string,
 *   content?: unknown,
 *   state: State,
 *   states: { [id: string]: WidgetState },
 *   buffer_paths?: Path[],
 * }} Data
 * @typedef {{ comm_id: string, target_name?: string, execution_state?: string, data: Data }} Content
 * @typedef {{
 *   header: { msg_id: string, msg_type: string } & { [field: string]: unknown },
 *   parent_header: { msg_id?: string },
 *   metadata: { [field: string]: unknown },
 *   content: Content,
 *   buffers: DataView<ArrayBuffer>[],
 * }} Message
 * @typedef {ArrayBuffer | ArrayBufferView<ArrayBuffer>} Bytes
 */

export const V1 = "v1.kernel.websocket.jupyter.org";
const WORD = 8;
const JSON_PARTS = 4; // header, parent, metadata, content

/**
 * @param {string} channel
 * @param {Omit<Message, "buffers" | "content"> & { content: object }} message
 * @param {Bytes[]} buffers
 */
export function packFrame(channel, message, buffers) {
  const encoder = new TextEncoder();
  const { header, parent_header: parent, metadata, content } = message;
  const pieces = [
    encoder.encode(channel),
    ...[header, parent, metadata, content].map((part) => encoder.encode(JSON.stringify(part))),
    ...buffers.map(bytesOf),
  ];
  const offsets = [WORD * (pieces.length + 2)];
  for (const piece of pieces) offsets.push(offsets[offsets.length - 1] + piece.length);
  const frame = new Uint8Array(offsets[offsets.length - 1]);
  const view = new DataView(frame.buffer);
  for (const [at, number] of [offsets.length, ...offsets].entries()) view.setBigUint64(WORD * at, BigInt(number), true);
  for (const [at, piece] of pieces.entries()) frame.set(piece, offsets[at]);
  return frame;
}

/**
 * @param {ArrayBuffer} frame
 * @returns {Message}
 */
export function readFrame(frame) {
  const view = new DataView(frame);
  /** @param {number} at */
  const number = (at) => Number(view.getBigUint64(WORD * at, true));
  const offsets = Array.from({ length: number(0) }, (_, at) => number(at + 1));
  const pieces = offsets.slice(1).map((end, at) => new DataView(frame, offsets[at], end - offsets[at]));
  const decoder = new TextDecoder();
  const [header, parent, metadata, content] = pieces
    .slice(1, 1 + JSON_PARTS)
    .map((piece) => JSON.parse(decoder.decode(piece)));
  return { header, parent_header: parent, metadata, content, buffers: pieces.slice(1 + JSON_PARTS) };
}

/** @param {Bytes} bytes */
function bytesOf(bytes) {
  return bytes instanceof ArrayBuffer
    ? new Uint8Array(bytes)
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
