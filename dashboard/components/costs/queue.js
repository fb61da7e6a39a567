const SEND_AFTER_MS = 90;

function row(one, pick) {
  const made = el("div", "row");
  made.setAttribute("role", "option");
  made.id = "row-" + one.ref;
  made.dataset.ref = one.ref;
  const head = put(el("div", "line"), el("span", "who", one.who), el("span", "stake " + one.tone, one.stake));
  const reason = put(el("div", "line"), el("span", "reason", one.reason), el("span", "status " + one.status, one.status_word));
  const facts = put(el("div", "line"), el("span", "facts", one.facts), el("span", "facts", one.amounts));
  put(made, head, reason, facts);
  made.addEventListener("click", () => pick(one.ref));
  return made;
}

function mark(state) {
  for (const one of state.list.children) {
    const chosen = one.dataset.ref === state.selected;
    one.setAttribute("aria-selected", String(chosen));
    if (chosen) {
      state.list.setAttribute("aria-activedescendant", one.id);
      const [top, bottom] = [one.offsetTop - state.list.offsetTop, one.offsetTop - state.list.offsetTop + one.offsetHeight];
      if (top < state.list.scrollTop) state.list.scrollTop = top;
      if (bottom > state.list.scrollTop + state.list.clientHeight) state.list.scrollTop = bottom - state.list.clientHeight;
    }
  }
}

function begin(state) {
  state.list = el("div", "queue");
  state.list.tabIndex = 0;
  state.list.setAttribute("role", "listbox");
  state.foot = el("div", "foot");
  state.keys = el("div", "foot keys");
  put(state.root, state.list, state.foot, state.keys);
  state.pick = (ref) => {
    state.selected = ref;
    mark(state);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.send("selected", ref), SEND_AFTER_MS);
  };
  state.step = (by) => {
    const refs = state.rows.map((one) => one.ref);
    if (!refs.length) return;
    const at = refs.indexOf(state.selected);
    state.pick(refs[Math.min(Math.max(at + by, 0), refs.length - 1)]);
  };
  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 8, PageUp: -8 };
  const pressed = (event) => {
    const here = event.composedPath();
    const arrows = here[0] === document.body || here.some((one) => one.classList?.contains("costs"));
    if (!(event.key in steps) || !isFree(event) || (event.key.length > 1 && !arrows)) return;
    event.preventDefault();
    state.step(steps[event.key]);
  };
  document.addEventListener("keydown", pressed);
  state.end = () => {
    clearTimeout(state.timer);
    document.removeEventListener("keydown", pressed);
  };
}

export default function ({ data, parentElement, setTriggerValue, key }) {
  const state = stateOf(key, parentElement, begin);
  state.send = setTriggerValue;
  state.list.setAttribute("aria-label", data.label);
  const drawn = JSON.stringify(data.rows);
  if (state.drawn !== drawn) {
    const scrolled = state.list.scrollTop;
    state.rows = data.rows;
    state.list.replaceChildren(...data.rows.map((one) => row(one, state.pick)));
    state.list.scrollTop = scrolled;
    state.drawn = drawn;
  }
  state.foot.textContent = data.foot;
  state.keys.textContent = data.keys;
  state.selected = data.selected;
  mark(state);
  return forget(key, state);
}
