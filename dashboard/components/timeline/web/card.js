// The full card of a visit, on hover and focus.
import { make } from "./dom.js";
import { clock, duration, range } from "./time.js";

export class Card {
  constructor(board) {
    this.board = board;
    this.element = make("div", "card");
    this.element.setAttribute("role", "tooltip");
    this.element.hidden = true;
  }

  show(visit, anchor) {
    const stop = this.board.find(visit);
    if (!stop) return this.hide();
    const head = make("div", "card-head");
    head.append(make("b", "", stop.customer), make("span", "", stop.town));
    const facts = make("dl");
    for (const [name, value, loud] of this.facts(stop)) {
      if (!value) continue;
      facts.append(make("dt", "", name), make("dd", loud ? "loud" : "", value));
    }
    this.element.replaceChildren(head, facts);
    this.element.hidden = false;
    this.place(anchor.getBoundingClientRect());
  }

  facts(stop) {
    const { texts, ticks } = this.board.data;
    const times = [];
    if (stop.start !== undefined && ticks) {
      times.push([texts.on_site, `${range(ticks, [stop.start, stop.end])}`]);
      if (stop.drive) {
        const left = clock(ticks, stop.arrival - stop.drive);
        const there = clock(ticks, stop.arrival);
        times.push([texts.drive, `${left} → ${there} (${duration(texts, stop.drive)})`]);
      }
      if (stop.wait) times.push([texts.wait, duration(texts, stop.wait)]);
    }
    const windows = ticks ? stop.windows.map((window) => range(ticks, window)).join(", ") : "";
    return [
      ...times,
      [texts.late, stop.late_text, true],
      [texts.risk, stop.risk, true],
      [texts.broken, stop.broken, true],
      [texts.why, stop.reason, true],
      [texts.promised, stop.promised],
      [texts.window, windows],
      [texts.due, stop.due],
      [texts.work, stop.work],
      [texts.skills, stop.skills],
      [texts.parts, stop.parts],
      [texts.pinned, stop.pins],
      [texts.state, stop.state_text],
    ];
  }

  place(anchor) {
    const frame = this.board.root.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(Math.max(anchor.left - frame.left, 4), frame.width - width - 4);
    const below = anchor.bottom - frame.top + 6;
    const fits = below + height < frame.height;
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${fits ? below : Math.max(4, anchor.top - frame.top - height - 6)}px`;
  }

  hide() {
    this.element.hidden = true;
  }
}
