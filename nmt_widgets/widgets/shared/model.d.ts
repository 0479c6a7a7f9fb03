// A widget's model as its script sees it: what `@anywidget/types` gives, but every message has a type.

/**
 * Every listener hears all messages; one may be typed by those it looks for alone, hence the form of this type.
 */
type Listener<Told> = { hear(message: Told, buffers: DataView<ArrayBuffer>[]): void }["hear"];

/**
 * The traits of a widget, the union of the messages its page may send, and the union of those it is sent; both unions
 * are written from the `messages.py` beside the widget.
 */
export interface Model<Traits, Sent = never, Told = never> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  on(name: "msg:custom", listener: Listener<Told>): void;
  on(name: `change:${string}`, listener: () => void): void;
  off(name: "msg:custom", listener: Listener<Told>): void;
  off(name: `change:${string}`, listener: () => void): void;
  send: (message: Sent, callbacks?: undefined, buffers?: ArrayBuffer[]) => void;
}

/** What `render` is given. */
export interface Props<Traits, Sent = never, Told = never> {
  model: Model<Traits, Sent, Told>;
  el: HTMLElement;
}
