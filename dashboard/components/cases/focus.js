const focused = new Map();

/* A dialog, or a line that was just logged, may still be on its way. */
function focusWhenThere(widget, tries) {
  setTimeout(() => {
    const field = fieldOf(widget);
    if (field) field.focus();
    else if (tries > 0) focusWhenThere(widget, tries - 1);
  }, 60);
}

export default function ({ data }) {
  if (!data.id || data.id === focused.get("last")) return;
  focused.set("last", data.id);
  focusWhenThere(data.field, 40);
}
