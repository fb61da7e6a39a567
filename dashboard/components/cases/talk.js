const SHORT_CHARACTERS = 420;
const SHORT_LINES = 6;

function body(one, words) {
  const text = el("div", "text");
  put(text, marked("", one.text));
  const long = one.text.length > SHORT_CHARACTERS || one.text.split("\n").length > SHORT_LINES;
  if (!long || one.text.includes("«")) return text;
  text.classList.add("short");
  const more = el("button", "more", words.more);
  more.addEventListener("click", () => {
    const short = text.classList.toggle("short");
    more.textContent = short ? words.more : words.less;
  });
  return put(el("div", ""), text, more);
}

function entry(one, words) {
  const made = el("article", "entry " + one.kind);
  const when = put(el("span", "when"), el("time", "", one.time), el("span", "by", one.by));
  const head = put(el("div", "entryhead"), icon(one.icon), el("b", "", one.head), one.aside ? el("span", "aside", one.aside) : null, when);
  put(made, head);
  const brief = one.text.length <= 60 && !one.text.includes("\n") && !["said", "told", "solved"].includes(one.kind);
  if (one.text && brief) head.insertBefore(marked("aside", one.text), head.lastChild);
  else if (one.text) put(made, body(one, words));
  return made;
}

export default function ({ data, parentElement, key }) {
  const state = stateOf(key, parentElement);
  redraw(state, data, () => {
    const list = el("div", data.tall ? "talk tall" : "talk");
    list.tabIndex = 0;
    list.setAttribute("role", "log");
    list.setAttribute("aria-label", data.label);
    let day = "";
    for (const one of data.entries) {
      if (one.day !== day) put(list, el("div", "day", one.day));
      day = one.day;
      put(list, entry(one, data.words));
    }
    state.root.replaceChildren(list);
    const hit = list.querySelector("mark");
    requestAnimationFrame(() => {
      if (hit) list.scrollTop = hit.closest(".entry").offsetTop - list.offsetTop - 30;
      else list.scrollTop = list.scrollHeight;
    });
  });
  return forget(key, state);
}
