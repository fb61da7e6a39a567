// Building elements. Everything from data enters the page as text, never as markup.

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

const SHAPES = {
  pin: "M5.5 1h5l-.8 5 2.3 2.5H8.7L8 15l-.7-6.500H4L6.300 6z",
  lock: "M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z",
  part: "M8 1l6 3v8l-6 3-6-3V4zM8 3.200 4.600 5 8 6.700 11.400 5z",
  late: "M8 1 15.500 14.500H.5zM7.200 6v4.500h1.600V6zm0 5.500v1.500h1.600v-1.500z",
  done: "M6.300 12.800 1.800 8.300l1.500-1.500 3 3 6.400-6.400 1.500 1.500z",
  travelling: "M3 2l11 6-11 6V9.500L9 8 3 6.500z",
  on_site: "M8 1a5 5 0 0 1 5 5c0 3.500-5 9-5 9S3 9.500 3 6a5 5 0 0 1 5-5zm0 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  undo: "M6 2v3h4a4.500 4.500 0 0 1 0 9H5v-2h5a2.500 2.500 0 0 0 0-5H6v3L1.500 6z",
  redo: "M10 2v3H6a4.500 4.500 0 0 0 0 9h5v-2H6a2.500 2.500 0 0 1 0-5h4v3l4.500-4z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

export function button(content, title, act) {
  const element = make("button", "tool");
  element.type = "button";
  element.title = title;
  element.setAttribute("aria-label", title);
  element.append(content);
  element.addEventListener("click", act);
  return element;
}
