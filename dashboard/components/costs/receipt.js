function side(one, missing) {
  const cell = el("td", "side");
  if (!one) {
    put(cell, el("span", "nothing", missing));
    return cell;
  }
  const source = el("div", "source", one.source);
  source.title = one.source;
  put(cell, put(el("div", "line"), el("span", "sum", one.sum), el("span", "amount", one.amount)), source);
  return cell;
}

function table(data) {
  const words = data.words;
  const made = el("table", "lines");
  const head = el("tr");
  for (const name of [words.line, words.planned, words.actual, words.difference]) {
    const cell = el("th", "", name);
    cell.scope = "col";
    head.appendChild(cell);
  }
  const body = el("tbody");
  for (const one of data.lines) {
    const name = el("th", "kind", one.kind);
    name.scope = "row";
    const row = put(el("tr"), name, side(one.planned, words.none), side(one.actual, words.none), el("td", "amount " + one.tone, one.difference));
    row.addEventListener("click", () => row.classList.toggle("open"));
    put(body, row);
  }
  const total = el("th", "kind", words.total);
  total.scope = "row";
  const foot = put(el("tr"), total, el("td", "amount", data.planned), el("td", "amount", data.actual), el("td", "amount " + data.tone, data.difference));
  return put(made, put(el("thead"), head), body, put(el("tfoot"), foot));
}

function facts(pairs) {
  const list = el("dl", "facts-list");
  for (const [name, text] of pairs) put(list, el("dt", "", name), el("dd", "", text));
  return list;
}

function history(data) {
  const part = el("section", "history");
  put(part, el("h4", "", data.words.history));
  for (const one of data.history) {
    const entry = put(el("div", "entry"), el("span", "what " + one.status, one.what), el("span", "when", one.when));
    if (one.why) put(entry, el("div", "why", one.why));
    put(part, entry);
  }
  return part;
}

function actions(state, data) {
  const bar = el("div", "actions");
  for (const one of data.actions) {
    const button = el("button", one.main ? "main" : "");
    button.type = "button";
    put(button, el("span", "", one.label), el("kbd", "", one.key));
    button.addEventListener("click", () => state.act(one));
    put(bar, button);
  }
  return bar;
}

function form(state, data) {
  const one = data.actions.find((action) => action.id === state.writing);
  if (!one) return null;
  const made = el("form", "words");
  const label = el("label", "", one.prompt);
  const field = el("textarea");
  field.rows = 2;
  field.value = state.text ?? "";
  field.addEventListener("input", () => (state.text = field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      made.requestSubmit();
    }
    if (event.key === "Escape") state.stopWriting();
  });
  const send = put(el("button", "main"), el("span", "", one.label), el("kbd", "", "Enter"));
  const cancel = put(el("button", ""), el("span", "", data.words.cancel), el("kbd", "", "Esc"));
  cancel.type = "button";
  cancel.addEventListener("click", () => state.stopWriting());
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    state.decide(one.id, field.value.trim());
  });
  put(made, put(label, field), put(el("div", "actions"), send, cancel));
  return made;
}

function message(state, data) {
  if (!data.message) return null;
  const bar = el("div", "message " + data.message.tone);
  bar.setAttribute("role", "status");
  put(bar, el("span", "", data.message.text));
  if (data.message.undo) {
    const undo = put(el("button", "quiet"), el("span", "", data.message.undo), el("kbd", "", "u"));
    undo.type = "button";
    undo.addEventListener("click", () => state.send("undone", data.message.id));
    put(bar, undo);
  }
  return bar;
}

function draw(state) {
  const data = state.data;
  const parts = [message(state, data)];
  if (data.ref) {
    const title = put(el("div", "title"), el("h3", "", data.title), el("span", "status " + data.status, data.status_word));
    const talk = put(el("button", "quiet"), el("span", "", data.words.conversation), el("kbd", "", "o"));
    talk.type = "button";
    talk.addEventListener("click", () => state.send("read", data.case));
    put(title, talk);
    parts.push(title, put(el("p", "because"), el("span", "", data.because), el("span", "stake", data.explains)));
    for (const limit of data.limits) parts.push(el("p", "limit", limit));
    if (data.note) parts.push(el("p", "limit", data.note));
    parts.push(form(state, data) ?? actions(state, data));
    parts.push(facts(data.found), table(data), facts(data.facts), history(data));
  } else {
    parts.push(put(el("div", "empty"), el("h3", "", data.empty.title), el("p", "", data.empty.text)));
  }
  const same = state.shown === data.ref;
  const scrolled = same ? state.root.scrollTop : 0;
  state.root.replaceChildren(...parts.filter(Boolean));
  state.root.scrollTop = scrolled;
  state.root.querySelector("textarea")?.focus();
  const stacked = window.innerWidth <= 640;
  if (stacked && !same && state.shown !== undefined) state.root.scrollIntoView({ block: "start" });
  state.shown = data.ref;
}

function begin(state) {
  state.root.classList.add("receipt");
  state.stopWriting = () => {
    state.writing = null;
    draw(state);
  };
  state.act = (one) => {
    if (!one.prompt) return state.decide(one.id, "");
    state.writing = one.id;
    state.text = "";
    draw(state);
  };
  state.decide = (act, text) => {
    if (state.sent === state.data.stamp) return;
    state.sent = state.data.stamp;
    state.root.classList.add("busy");
    state.send("decided", { act, text, ref: state.data.ref, version: state.data.version, following: state.data.following });
  };
  const pressed = (event) => {
    if (!isFree(event) || state.writing) return;
    if (event.key === "u" && state.data.message?.undo) {
      event.preventDefault();
      return state.send("undone", state.data.message.id);
    }
    if (event.key === "o" && state.data.case) {
      event.preventDefault();
      return state.send("read", state.data.case);
    }
    const one = state.data.actions?.find((action) => action.key === event.key);
    if (one && !event.repeat) {
      event.preventDefault();
      state.act(one);
    }
  };
  document.addEventListener("keydown", pressed);
  state.end = () => document.removeEventListener("keydown", pressed);
}

export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement, begin);
  state.send = setTriggerValue;
  const done = data.message?.tone === "good" && data.message.id !== state.data?.message?.id;
  if (done || state.data?.ref !== data.ref) state.writing = null;
  if (state.data?.stamp !== data.stamp) state.sent = null;
  state.data = data;
  state.root.classList.remove("busy");
  draw(state);
  return forget(key, state);
}
