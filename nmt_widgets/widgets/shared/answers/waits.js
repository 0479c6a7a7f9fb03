// How long the page waits, in ms, before it saves, asks again or takes a pause for the end of a change.
export const WAITS = { quiet: 500, longest: 900, answer: 4000, again: 3000, typing: 2000, relay: 200, asleep: 60_000 };
