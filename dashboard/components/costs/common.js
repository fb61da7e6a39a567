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
const kept = new Map();
const stateOf = (key, parentElement, make) => {
  let state = kept.get(key);
  if (!state || state.parent !== parentElement) {
    state?.end?.();
    state = { parent: parentElement, root: el("div", "costs") };
    parentElement.appendChild(state.root);
    make(state);
    kept.set(key, state);
  }
  return state;
};
const forget = (key, state) => () => {
  state.end?.();
  state.root.remove();
  if (kept.get(key) === state) kept.delete(key);
};
/* Whether a key pressed there is meant for the page and not for a field or an open menu. */
const isFree = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return true;
  if (target.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]")) return false;
  return !document.querySelector("[role=dialog], [data-baseweb=popover] [role=listbox]");
};
