/* Untrusted text only ever becomes a text node. */
const el = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};
const put = (parent, ...children) => {
  for (const child of children) if (child) parent.appendChild(child);
  return parent;
};
/* Hits come between « and »; everything else stays as it was written. */
const marked = (className, text) => {
  const made = el("span", className);
  for (const part of text.split(/(«[^»]*»)/)) {
    if (!part) continue;
    const hit = part.startsWith("«") && part.endsWith("»");
    put(made, hit ? el("mark", "", part.slice(1, -1)) : document.createTextNode(part));
  }
  return made;
};
const PATHS = {
  hotline: "M5 3h3l1.5 4L7.7 8.6a10 10 0 0 0 5.7 5.7L15 12.5l4 1.5v3a2 2 0 0 1-2.2 2A15 15 0 0 1 3 5.2 2 2 0 0 1 5 3z",
  chat: "M4 4h14v10h-7l-4 4v-4H4z",
  email: "M3 5h16v12H3zM3.5 5.5 11 12l7.500-6.500",
  visit: "M2 15V6h10v9M12 9h4l3 3v3h-2M2 15h2M8 15h5M6 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  status: "M5 19V4h11l-2 4 2 4H5",
  waiver: "M4 11l5 5L18 6",
};
const icon = (name, title) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 22 22");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.status);
  if (title) {
    const said = document.createElementNS("http://www.w3.org/2000/svg", "title");
    said.textContent = title;
    svg.setAttribute("role", "img");
    put(svg, said);
  } else svg.setAttribute("aria-hidden", "true");
  return put(svg, path);
};
const kept = new Map();
const stateOf = (key, parentElement, make) => {
  let state = kept.get(key);
  if (!state || state.parent !== parentElement) {
    state?.end?.();
    state = { parent: parentElement, root: el("div", "cases") };
    parentElement.appendChild(state.root);
    make?.(state);
    kept.set(key, state);
  }
  return state;
};
const forget = (key, state) => () => {
  state.end?.();
  state.root.remove();
  if (kept.get(key) === state) kept.delete(key);
};
/* Draw only what differs, so that nothing jumps and open parts stay open. */
const redraw = (state, data, draw) => {
  const drawn = JSON.stringify(data);
  if (state.drawn === drawn) return;
  state.drawn = drawn;
  draw();
};
/* Streamlit leaves the field of the run before for a moment; it is marked as stale. */
const fieldOf = (widget) => {
  const fields = [...document.querySelectorAll(`.st-key-${widget} :is(input, textarea)`)];
  return fields.find((field) => !field.closest("[data-stale=true]")) ?? fields[0];
};
/* Whether a key pressed there is meant for the page and not for a field or an open menu. */
const isFree = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return true;
  if (target.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]")) return false;
  return !document.querySelector("[role=dialog], [data-baseweb=popover] [role=listbox]");
};
