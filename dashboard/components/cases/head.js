export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement);
  state.send = setTriggerValue;
  redraw(state, data, () => {
    state.root.replaceChildren();
    if (data.note) {
      const note = put(el("div", "note " + data.note.tone), put(el("div", ""), el("b", "", data.note.title), el("div", "said", data.note.text)));
      note.setAttribute("role", "status");
      put(state.root, note);
      if (data.note.close) {
        const close = el("button", "quiet", data.note.close);
        close.addEventListener("click", () => state.send("closed", Date.now()));
        put(note, close);
      }
    }
    if (data.blank) put(state.root, put(el("div", "blank"), el("b", "", data.blank.title), el("div", "", data.blank.text)));
    if (!data.ref) return;
    const title = put(el("div", "title"), el("h2", "", data.title));
    for (const one of data.chips) put(title, el("span", "chip " + one.tone, one.text));
    put(state.root, title, el("p", "symptom", data.symptom));
    const dues = el("div", "dues");
    for (const one of data.dues) put(dues, put(el("span", "duebox " + one.tone), el("b", "", one.text), document.createTextNode(" " + one.when)));
    put(state.root, dues);
    if (data.step) put(state.root, put(el("div", "step"), el("b", "", data.step.label), el("span", "", data.step.text)));
  });
  return forget(key, state);
}
