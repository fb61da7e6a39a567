const SAFE = /^(tel:[+0-9]+|mailto:[^\s<>"]+)$/;

function value(one) {
  if (one.href && SAFE.test(one.href)) {
    const link = el("a", "", one.text);
    link.href = one.href;
    return link;
  }
  return el("span", "", one.text);
}

function listed(one, open) {
  const made = el(one.open ? "button" : "div", "listed");
  put(made, put(el("span", "line"), el("b", "", one.title), el("span", "facts", one.aside)));
  put(made, el("span", "said", one.text));
  if (one.open) made.addEventListener("click", () => open(one.open));
  return made;
}

function section(one, open) {
  const made = el("section", one.sums ? "sums" : "");
  if (one.title) put(made, el("h3", "", one.title));
  const rows = el("dl");
  for (const pair of one.rows ?? []) {
    put(rows, put(el("div", pair.tone ?? ""), el("dt", "", pair.label), put(el("dd"), value(pair))));
    if (pair.note) put(rows, el("div", "source", pair.note));
  }
  if (rows.childElementCount) put(made, rows);
  for (const item of one.listed ?? []) put(made, listed(item, open));
  if (one.text) put(made, el("p", "plain", one.text));
  if (one.foot) put(made, el("p", "foot", one.foot));
  return made;
}

export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement);
  state.send = setTriggerValue;
  redraw(state, data, () => {
    const open = (ref) => state.send("opened", ref);
    const list = put(el("div", data.framed ? "panel" : "panel bare"), ...data.sections.map((one) => section(one, open)));
    state.root.replaceChildren(list);
  });
  return forget(key, state);
}
