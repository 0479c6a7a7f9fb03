// Whether the workbook's own server sent this page: then it has an address to keep, and other screens to go to. In
// JupyterLab the address is the notebook's.
export const isServed = globalThis.location?.pathname.includes("/voila/render/") ?? false;
