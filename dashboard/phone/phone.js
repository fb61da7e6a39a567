// Comfort only: every page works without this file.
(() => {
  "use strict";
  const page = document.documentElement;
  page.classList.add("js");
  const who = document.body.dataset.who;
  const WEEK = 7 * 24 * 3600 * 1000;
  const keyOf = (ref) => `draft:${who}:${ref}`;

  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  for (const key of store.keys()) {
    if (key.startsWith("draft:") && Date.now() - (store.read(key)?.at ?? 0) > WEEK) store.drop(key);
  }
  for (const ended of document.querySelectorAll("[data-ended]")) {
    store.drop(keyOf(ended.dataset.ended));
    store.drop(keyOf(`${ended.dataset.ended} no access`));
  }

  // One tap is one request, also with gloves; a page taken from the history is fresh again.
  const release = () => document.querySelectorAll("[aria-busy]").forEach((it) => it.removeAttribute("aria-busy"));
  for (const form of document.querySelectorAll("form.tap")) {
    form.addEventListener("submit", (event) => {
      if (form.hasAttribute("aria-busy")) return event.preventDefault();
      form.setAttribute("aria-busy", "true");
      event.submitter?.setAttribute("aria-busy", "true");
      setTimeout(release, 8000);
    });
  }
  addEventListener("pageshow", (event) => event.persisted && release());

  for (const button of document.querySelectorAll("[data-by]")) {
    button.addEventListener("click", () => {
      const input = button.parentElement.querySelector("input");
      input.value = Math.min(1000, Math.max(0, (parseInt(input.value, 10) || 0) + Number(button.dataset.by)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  if (/iPhone|iPad|iPod/.test(navigator.userAgent)) {
    for (const link of document.querySelectorAll("[data-place]")) {
      link.href = `maps:?daddr=${encodeURIComponent(link.dataset.place)}`;
    }
  }

  // What is typed stays on this phone until the visit has ended.
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = keyOf(form.dataset.draft);
  const mine = (it) => it.name && it.type !== "hidden";
  const changed = (it) => (it.dataset.counted === undefined ? it.value !== "" : it.value !== it.dataset.counted);

  function save() {
    const said = {};
    for (const it of form.elements) {
      if (!mine(it)) continue;
      const ticked = it.type === "radio" || it.type === "checkbox";
      if (ticked ? it.checked : changed(it)) (said[it.name] ??= []).push(it.value);
    }
    store.write(key, { at: Date.now(), said });
  }

  function restore(said) {
    for (const it of form.elements) {
      if (!mine(it)) continue;
      const values = said[it.name];
      if (it.type === "radio" || it.type === "checkbox") it.checked = values?.includes(it.value) ?? false;
      else if (values) it.value = values[0];
    }
    for (const other of form.querySelectorAll("details.other")) {
      other.open ||= [...other.querySelectorAll("input")].some((it) => it.name.endsWith("_other") && it.value);
    }
    const notice = document.querySelector(".restored");
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => { store.drop(key); location.replace(location.href); });
  }

  const draft = store.read(key);
  if (form.hasAttribute("data-kept")) save();
  else if (draft) restore(draft.said);
  form.addEventListener("input", save);
  addEventListener("pagehide", () => { if (store.read(key)) save(); });
})();
