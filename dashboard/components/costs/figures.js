const NS = "http://www.w3.org/2000/svg";

function spark(points, label) {
  const known = points.map((y, x) => [x, y]).filter(([, y]) => y !== null);
  if (known.length < 2) return null;
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "spark");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const most = Math.max(...known.map(([, y]) => y), 1e-9);
  const line = document.createElementNS(NS, "polyline");
  const across = (x) => (100 * x) / (points.length - 1);
  line.setAttribute("points", known.map(([x, y]) => `${across(x)},${22 - (20 * y) / most}`).join(" "));
  svg.appendChild(line);
  return svg;
}

function tile(one, open, choose) {
  const button = el("button", "tile" + (one.id === open ? " open" : ""));
  button.type = "button";
  button.setAttribute("aria-expanded", String(one.id === open));
  const plan = one.plan ? el("span", "against " + one.tone, one.plan) : null;
  const last = el("span", "against", one.last);
  put(button, el("span", "name", one.label), el("span", "value", one.value), plan, last);
  put(button, spark(one.weeks, one.weeks_label));
  button.title = one.weeks_label;
  button.addEventListener("click", () => choose(one.id === open ? "" : one.id));
  return button;
}

export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement, () => {});
  const focused = state.root.contains(state.parent.activeElement) ? state.chosen : null;
  const grid = el("div", "tiles");
  for (const one of data.tiles) {
    const made = tile(one, data.open, (id) => {
      state.chosen = one.id;
      setTriggerValue("opened", id || "none");
    });
    grid.appendChild(made);
    if (one.id === focused) state.refocus = made;
  }
  state.root.replaceChildren(grid);
  state.refocus?.focus();
  state.refocus = null;
  return forget(key, state);
}
