// The colours of the steps, as a style sheet.

/**
 * One rule a step of each palette: whatever carries a score has its colour.
 * @param {Record<string, [string, string][]>} palettes
 */
export function paletteRules(palettes) {
  return Object.entries(palettes)
    .flatMap(([palette, steps]) =>
      steps.map(
        ([colour, ink], at) =>
          `.nmt-presenter[data-palette="${palette}"] [data-score="${at + 1}"] { --step: ${colour}; --on-step: ${ink}; }`,
      ),
    )
    .join("\n");
}
