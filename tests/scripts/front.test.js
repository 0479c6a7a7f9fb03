// The front end's own parts: the binary format of messages, binary values in a state, and models that save and hear.

import assert from "node:assert/strict";
import { test } from "node:test";
import { putBuffers, takeBuffers } from "../../nmt_widgets/widgets/front/buffers.js";
import { isEqual } from "../../nmt_widgets/widgets/front/equality.js";
import { packFrame, readFrame } from "../../nmt_widgets/widgets/front/frames.js";
import { Manager } from "../../nmt_widgets/widgets/front/manager.js";
import { isDrawn } from "../../nmt_widgets/widgets/front/range.js";

const LABEL = { module: "@jupyter-widgets/controls", name: "LabelModel" };
const bytes = (...numbers) => new DataView(Uint8Array.from(numbers).buffer);
const message = (kind, content, { parent = "", buffers = [] } = {}) => ({
  header: { msg_id: "k", msg_type: kind },
  parent_header: { msg_id: parent },
  metadata: {},
  content,
  buffers,
});

test("a frame holds what was packed", () => {
  const parts = {
    header: { msg_id: "1", msg_type: "comm_msg" },
    parent_header: {},
    metadata: {},
    content: { name: "Zoë" },
  };
  const { buffers, ...rest } = readFrame(
    packFrame("shell", parts, [bytes(1, 2), Uint8Array.of(0, 3, 0).subarray(1, 2)]).buffer,
  );
  assert.deepEqual(rest, parts);
  assert.deepEqual(
    buffers.map((view) => view.getUint8(0)),
    [1, 3],
  );
  assert.deepEqual(
    buffers.map((view) => view.byteLength),
    [2, 1],
  );
});

test("binary values travel beside the state", () => {
  const [first, second] = [bytes(1), bytes(2)];
  const { state, paths, buffers } = takeBuffers({ a: { picture: first, name: "x" }, list: [1, second, null] });
  assert.deepEqual(state, { a: { name: "x" }, list: [1, null, null] });
  assert.deepEqual(paths, [
    ["a", "picture"],
    ["list", 1],
  ]);
  putBuffers(state, paths, buffers);
  assert.deepEqual(state, { a: { name: "x", picture: first }, list: [1, second, null] });
});

test("values are compared by what they hold", () => {
  assert.ok(isEqual({ a: [1, { b: null }] }, { a: [1, { b: null }] }));
  for (const [first, second] of [
    [{ a: 1 }, { a: 1, b: undefined }],
    [[1], { 0: 1 }],
    [null, {}],
    ["1", 1],
    [bytes(1), bytes(1)],
    [new ArrayBuffer(1), new ArrayBuffer(1)],
  ])
    assert.ok(!isEqual(first, second));
});

test("a setting that is not drawn is for Voila, as is a widget that is not known", () => {
  assert.ok(isDrawn(LABEL, { value: "x", description: "", description_allow_html: false, style: "IPY_MODEL_1" }));
  assert.ok(!isDrawn(LABEL, { value: "x", description: "Name" }));
  assert.ok(!isDrawn({ ...LABEL, name: "IntSliderModel" }, {}));
  assert.ok(!isDrawn({ ...LABEL, name: "toString" }, {}));
  assert.ok(!isDrawn({ module: "jupyter-leaflet", name: "LeafletMapModel" }, {}));
  assert.ok(isDrawn({ module: "anywidget", name: "AnyModel" }, { anything: 1 }));
});

test("a module that asks the manager for more than a model is for Voila", async () => {
  const { model, refused } = managed();
  assert.equal(await model.widget_manager.get_model("m"), model);
  await assert.rejects(model.widget_manager.get_model("x"));
  assert.deepEqual(refused, []);
  model.widget_manager.create_view(model);
  assert.deepEqual(refused, [true]);
});

/** A manager with one label, what it has sent, and whether the page was given to Voila. */
function managed() {
  const sent = [];
  const refused = [];
  const line = {
    send(kind, content, { buffers = [] } = {}) {
      sent.push({ kind, ...content, buffers });
      return String(sent.length);
    },
  };
  const manager = new Manager(line, () => refused.push(true));
  const state = { _model_module: LABEL.module, _model_name: LABEL.name, value: "old" };
  manager.hear(message("comm_open", { comm_id: "m", target_name: "jupyter.widget", data: { state } }));
  return { manager, model: manager.models.get("m"), sent, refused };
}

const heard = () => new Promise((resolve) => setTimeout(resolve));

test("while the kernel is at work, only the last value of a trait is kept", () => {
  const { manager, model, sent } = managed();
  for (const value of ["a", "b", "c"]) {
    model.set("value", value);
    model.save_changes();
  }
  assert.deepEqual(
    sent.map(({ data }) => data.state),
    [{ value: "a" }],
  );
  manager.hear(message("status", { execution_state: "idle" }, { parent: "1" }));
  assert.deepEqual(
    sent.map(({ data }) => data.state),
    [{ value: "a" }, { value: "c" }],
  );
  model.save_changes();
  assert.equal(sent.length, 2);
});

test("an old echo changes nothing, and what the kernel sets is not sent back", async () => {
  const { manager, model, sent } = managed();
  const values = [];
  model.on("change:value", () => values.push(model.get("value")));
  model.set("value", "a");
  model.save_changes();
  model.set("value", "b");
  model.save_changes();
  manager.hear(
    message("comm_msg", { comm_id: "m", data: { method: "echo_update", state: { value: "a" } } }, { parent: "1" }),
  );
  await heard();
  manager.hear(message("status", { execution_state: "idle" }, { parent: "1" }));
  manager.hear(message("comm_msg", { comm_id: "m", data: { method: "update", state: { value: "kernel" } } }));
  await heard();
  model.save_changes();
  assert.deepEqual(values, ["a", "b", "kernel"]);
  assert.equal(sent.length, 2);
});

test("a connection that was made again sends what waited for an answer that is lost", async () => {
  const { manager, model, sent } = managed();
  model.set("value", "a");
  model.save_changes();
  model.set("value", "b");
  model.save_changes();
  const reloading = manager.reload();
  assert.deepEqual(sent[1].data.state, { value: "b" });
  const control = sent[2].comm_id;
  const states = { m: { model_module: LABEL.module, model_name: LABEL.name, state: { value: "b" } } };
  manager.hear(message("comm_msg", { comm_id: control, data: { method: "update_states", states, buffer_paths: [] } }));
  await reloading;
  assert.equal(model.get("value"), "b");
});

test("states whose answer was lost with the connection come with those of the next one", async () => {
  const { manager, sent } = managed();
  const first = manager.load();
  const second = manager.reload();
  const control = sent[sent.length - 1].comm_id;
  const states = { n: { model_module: LABEL.module, model_name: LABEL.name, state: { value: "new" } } };
  manager.hear(message("comm_msg", { comm_id: control, data: { method: "update_states", states, buffer_paths: [] } }));
  await Promise.all([first, second]);
  assert.equal((await manager.find("n")).get("value"), "new");
});

test("a widget that is closed is heard no more; one that cannot be drawn is refused", async () => {
  const { manager, model, refused } = managed();
  let isClosed = false;
  model.on("destroy", () => {
    isClosed = true;
  });
  manager.hear(message("comm_close", { comm_id: "m" }));
  assert.ok(isClosed);
  await assert.rejects(manager.find("m"));
  assert.equal(refused.length, 0);
  const state = { _model_module: LABEL.module, _model_name: "TabModel" };
  manager.hear(message("comm_open", { comm_id: "t", target_name: "jupyter.widget", data: { state } }));
  assert.equal(refused.length, 1);
});

test("a listener ends with its owner", () => {
  const { model } = managed();
  const heard = [];
  const [first, second] = [{}, {}];
  model.on("change:value change:other", () => heard.push("first"), first);
  model.on("change:value", () => heard.push("second"), second);
  model.off(null, null, first);
  model.set({ value: "new", other: 1 });
  assert.deepEqual(heard, ["second"]);
});
