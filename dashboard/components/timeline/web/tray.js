// The visits that the plan does not place, each with its reason.
import { icon, make } from "./dom.js";
import { duration } from "./time.js";

export class Tray {
  constructor(board) {
    this.board = board;
    this.element = make("section", "tray");
  }

  draw(data) {
    const { texts, tray } = data;
    this.element.setAttribute("aria-label", texts.tray);
    const head = make("div", "tray-head");
    head.append(make("b", "", texts.tray), make("span", "count", String(tray.length)));
    const list = make("div", "ideas");
    if (!tray.length) list.append(make("div", "calm", data.nothing_left));
    for (const visit of tray) list.append(this.drawIdea(visit, texts));
    this.element.replaceChildren(head, list);
  }

  drawIdea(visit, texts) {
    const idea = make("div", `idea p${visit.priority}`);
    idea.dataset.visit = visit.id;
    idea.tabIndex = -1;
    idea.setAttribute("role", "button");
    const what = make("span", "what");
    what.append(make("b", "", visit.customer), make("span", "", visit.town));
    what.append(make("span", "figure", duration(texts, visit.minutes)));
    if (visit.pins.length) what.append(icon("pin"));
    idea.append(what, make("span", "reason", visit.reason));
    idea.setAttribute("aria-label", `${visit.customer}, ${visit.town}. ${visit.reason}`);
    return idea;
  }

  bars() {
    return [...this.element.querySelectorAll(".idea")];
  }

  contains(x, y) {
    const box = this.element.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  }
}
