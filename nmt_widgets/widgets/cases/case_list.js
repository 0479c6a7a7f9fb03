// The list of cases as the screens Cases, Consult and Present show it.

import { showCases } from "./list.js";

/** @param {Parameters<typeof showCases>[0]} props */
function render(props) {
  return showCases(props).close;
}

export default { render };
