// What a page gives its widgets beside their own modules.

interface NmtLineOver {
  /** `ended`, `signedOut`, `startedAgain` or `unreachable`. */
  why: string;
  /** The page's words for it. */
  text: string;
}

/** What anywidget gives a widget: its model, and more that is passed on as it is. */
interface NmtProps {
  model: { get(name: string): unknown };
}

/** A served page's own script, `server/templates/nmt/page.js`; a notebook's page has none. */
declare var nmtPage:
  | {
      fail(): void;
      /** Fetches the module of a widget, with its style sheet and the traits that are the same for everybody. */
      fetchWidget(script: string, sheet: string | null, data: string | null): Promise<unknown>;
      /** Leaves the still picture where it is, and says that the page does not answer. */
      stay(): void;
      /** Loads Voila's own script, which draws the outputs that are still there. */
      useVoila(): void;
      /** Calls `start` once the live screen stands, unless somebody has begun to read its still picture by then. */
      whenAlive(start: () => void): void;
      /** Calls `hear` when the kernel has gone for this page, at once if it has; returns what ends that. */
      whenOver(hear: (over: NmtLineOver) => void, back?: () => void): () => void;
    }
  | undefined;

interface NmtPlotly {
  react(element: Element, data: unknown, layout: unknown, config: unknown): Promise<void>;
  newPlot(element: string | Element, data: unknown, layout: unknown, config: unknown): Promise<void>;
  purge(element: Element): void;
}

declare var Plotly: NmtPlotly | undefined;
/** The one library of the whole page, once a chart has asked for it. */
declare var nmtPlotly: Promise<NmtPlotly> | undefined;

/** The library of formulas, of which a served page has none: `server/templates/nmt/formulas.js`. */
declare var MathJax: unknown;

/** Names that Voila's own script calls. */
declare var voila_heartbeat: () => void;
declare var voila_process: () => void;
declare var voila_finish: () => void;
