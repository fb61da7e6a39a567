const EVERY_MS = 60;
const WAIT_FOR_FIELD = 40;
const HOLD = 12;
const asked = { last: 0 };

/* A dialog, or the line after the one just logged, may still be on its way; and the field that
   was there first may go. So wait for it, and stay until the page has settled. */
function focusOn(widget, id, tries, held) {
  if (asked.last !== id || tries === 0 || held === HOLD) return;
  setTimeout(() => {
    const field = fieldOf(widget);
    const active = document.activeElement;
    const lost = !held || active === document.body || active?.closest("[data-stale=true]");
    if (field && lost) field.focus();
    focusOn(widget, id, field ? tries : tries - 1, field ? held + 1 : held);
  }, EVERY_MS);
}

export default function ({ data }) {
  if (!data.id || data.id === asked.last) return;
  asked.last = data.id;
  focusOn(data.field, data.id, WAIT_FOR_FIELD, 0);
}
