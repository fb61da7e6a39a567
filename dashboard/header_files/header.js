const LANGUAGES = { en: "English", nl: "Nederlands" };

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function languages(data) {
  const links = Object.entries(LANGUAGES).map(([code, name]) => {
    const link = element("a", { textContent: code.toUpperCase(), title: name, lang: code });
    if (code === data.language) link.setAttribute("aria-current", "true");
    link.href = `/language?to=${code}`;
    link.addEventListener("click", () => {
      const here = encodeURIComponent(location.pathname + location.search);
      link.href = `/language?to=${code}&next=${here}`;
    });
    return link;
  });
  const group = element("nav", { className: "languages" }, ...links);
  group.setAttribute("aria-label", data.say.language);
  return group;
}

function draw(place, data) {
  const name = element("span", { className: "name", textContent: data.name });
  const role = element("span", { className: "role", textContent: data.role });
  name.title = role.title = `${data.say.signed_in_as} ${data.name}, ${data.role}`;
  const out = element("button", { textContent: data.say.sign_out });
  const form = element("form", { method: "post", action: "/sign-out" }, out);
  place.replaceChildren(name, role, languages(data), form);
}

// One stream a tab, and none while the tab is hidden: a browser opens six connections to a
// server at most, for all tabs together.
const live = { stream: null, seen: "", waits: 0 };

const BUSY = new Set(["running", "rerunRequested", "stopRequested"]);
const LOOK_MS = 50;

// What the parts of the page ask for when told would stop the server in the middle of what a
// button began, after it was saved and before it was shown. It would also draw an open dialog
// anew: closed for a moment, in which a key pressed is lost, and then open again.
function mayTell() {
  const app = document.querySelector('[data-testid="stApp"]');
  return (
    !BUSY.has(app?.dataset.testScriptState) && !document.querySelector('[data-testid="stDialog"]')
  );
}

function tell() {
  clearTimeout(live.waits);
  if (!mayTell()) {
    live.waits = setTimeout(tell, LOOK_MS);
    return;
  }
  window.dispatchEvent(new CustomEvent("dispatch:changed", { detail: live.seen }));
}

function leave() {
  location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
}

function listen() {
  if (live.stream || document.hidden) return;
  live.stream = new EventSource("/events?since=" + encodeURIComponent(live.seen));
  live.stream.addEventListener("hello", (event) => {
    live.seen = event.lastEventId;
  });
  live.stream.addEventListener("message", (event) => {
    live.seen = event.lastEventId;
    tell();
  });
  live.stream.addEventListener("ended", leave);
  live.stream.addEventListener("error", () => {
    // closed for good: the server refused us, so the session is over
    if (live.stream?.readyState === EventSource.CLOSED) leave();
  });
}

function rest() {
  live.stream?.close();
  live.stream = null;
}

function follow() {
  if (window.dispatchLive) return;
  window.dispatchLive = true;
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  window.addEventListener("dispatch:ask-anew", tell);
  listen();
}

export default function ({ data, parentElement }) {
  draw(parentElement.querySelector(".who"), data);
  follow();
}
