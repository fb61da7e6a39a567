const SEND_AFTER_MS = 90;
const TIME_LEFT_ANEW_MS = 60_000;

function row(one, pick) {
  const made = el("div", "row " + one.tone);
  made.setAttribute("role", "option");
  made.id = "row-" + one.id;
  made.dataset.id = one.id;
  const due = el("span", "due", one.due);
  put(made, put(el("div", "line"), el("span", "who", one.who), due));
  put(made, put(el("div", "line"), marked("what", one.what)));
  const facts = put(el("span", "facts"), icon(one.icon, one.icon_word), document.createTextNode(one.facts));
  put(made, put(el("div", "line"), facts, one.badge ? el("span", "badge " + one.badge_tone, one.badge) : null));
  made.addEventListener("click", () => pick(one.id));
  return made;
}

function show(state) {
  for (const one of state.list.children) {
    const chosen = one.dataset.id === state.selected;
    one.setAttribute("aria-selected", String(chosen));
    if (!chosen) continue;
    state.list.setAttribute("aria-activedescendant", one.id);
    const top = one.offsetTop - state.list.offsetTop;
    const bottom = top + one.offsetHeight;
    if (top < state.list.scrollTop) state.list.scrollTop = top;
    if (bottom > state.list.scrollTop + state.list.clientHeight) state.list.scrollTop = bottom - state.list.clientHeight;
  }
}

function pressed(state, event) {
  if (event.key === "Escape" && event.composedPath()[0] === fieldOf(state.fields.search)) {
    event.preventDefault();
    state.list.focus();
    return;
  }
  if (!isFree(event)) return;
  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 8, PageUp: -8 };
  const inList = event.composedPath().includes(state.list) || event.composedPath()[0] === document.body;
  if (event.key === "/") {
    const field = fieldOf(state.fields.search);
    field?.focus();
    field?.select();
  } else if (event.key in steps && (inList || event.key.length === 1)) state.step(steps[event.key]);
  else if (event.key === "Enter" && inList) state.open();
  else return;
  event.preventDefault();
}

// How much time is left changes by itself; the header tells everybody once the page is at rest.
function askAnew() {
  if (!document.hidden) window.dispatchEvent(new Event("dispatch:ask-anew"));
}

function begin(state) {
  state.list = el("div", "queue");
  state.list.tabIndex = 0;
  state.list.setAttribute("role", "listbox");
  state.foot = el("div", "foot");
  put(state.root, state.list, state.foot);
  state.pick = (id) => {
    state.selected = id;
    show(state);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.send("selected", id), SEND_AFTER_MS);
  };
  state.step = (by) => {
    const ids = state.rows.map((one) => one.id);
    if (!ids.length) return;
    const at = Math.min(Math.max(ids.indexOf(state.selected) + by, 0), ids.length - 1);
    if (document.activeElement === document.body) state.list.focus({ preventScroll: true });
    state.pick(ids[at]);
  };
  state.open = () => fieldOf(state.fields.log)?.focus();
  const onKey = (event) => pressed(state, event);
  const onNews = () => state.send("changed", Date.now());
  document.addEventListener("keydown", onKey);
  window.addEventListener("dispatch:changed", onNews);
  const minutes = setInterval(askAnew, TIME_LEFT_ANEW_MS);
  state.end = () => {
    clearTimeout(state.timer);
    clearInterval(minutes);
    document.removeEventListener("keydown", onKey);
    window.removeEventListener("dispatch:changed", onNews);
  };
}

function draw(state, data) {
  const scrolled = state.list.scrollTop;
  state.rows = data.rows;
  state.list.replaceChildren(...data.rows.map((one) => row(one, state.pick)));
  if (data.empty) put(state.list, put(el("div", "empty"), el("b", "", data.empty.title), el("div", "", data.empty.text)));
  state.list.scrollTop = scrolled;
}

export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement, begin);
  state.send = setTriggerValue;
  state.fields = data.fields;
  state.list.setAttribute("aria-label", data.label);
  redraw(state, [data.rows, data.empty], () => draw(state, data));
  state.foot.textContent = data.foot;
  state.selected = data.selected;
  show(state);
  return forget(key, state);
}
