// Several days: the same rows, a column for each day, load as bars, visits as blocks.
import { icon, make } from "./dom.js";

const CELL_HEIGHT = 46;

export class WeekView {
  constructor(board) {
    this.board = board;
    this.grid = make("div", "grid week");
    this.drawn = new Map();
  }

  draw(data) {
    this.data = data;
    this.grid.style.setProperty("--names", this.board.narrow() ? "92px" : "138px");
    this.grid.style.setProperty("--days", data.days.length);
    this.grid.replaceChildren(this.drawHead(), ...data.rows.map((row) => this.drawRow(row)));
  }

  drawHead() {
    const head = make("div", "weekhead");
    head.append(make("div", "corner", `${this.data.rows.length} ${this.data.texts.technicians}`));
    for (const day of this.data.days) {
      const name = make("button", day.today ? "dayname today" : "dayname");
      name.type = "button";
      name.append(make("b", "", day.label), make("small", "", day.text));
      name.addEventListener("click", () => this.board.send("day", { day: day.id }));
      head.append(name);
    }
    return head;
  }

  drawRow(row) {
    const element = make("div", "weekrow");
    element.dataset.row = row.id;
    const name = make("div", "name");
    name.append(make("div", "who", row.name), make("div", "figure", row.load_text));
    element.append(name, ...row.cells.map((cell) => this.drawCell(row, cell)));
    this.drawn.set(row.id, { element });
    return element;
  }

  drawCell(row, cell) {
    const element = make("div", cell.off ? "cell off" : "cell");
    element.dataset.row = row.id;
    element.dataset.day = cell.day;
    element.style.minHeight = `${CELL_HEIGHT}px`;
    const line = make("div", "load");
    if (cell.load > 0) line.append(this.drawShare(cell.load));
    line.append(make("span", "figure", cell.load_text));
    const blocks = make("div", "blocks");
    for (const stop of cell.stops) blocks.append(this.drawBlock(stop));
    element.append(line, blocks, make("span", "why"));
    return element;
  }

  drawShare(load) {
    const share = make("div", load > 1 ? "share over" : "share");
    const part = make("i");
    part.style.width = `${Math.min(100, Math.round(load * 100))}%`;
    share.append(part);
    return share;
  }

  drawBlock(stop) {
    const bar = make("div", `bar p${stop.priority} ${stop.state}`);
    bar.dataset.visit = stop.id;
    bar.tabIndex = -1;
    bar.style.flexGrow = String(stop.end - stop.start);
    bar.setAttribute("role", "button");
    bar.setAttribute("aria-label", `${stop.customer}, ${stop.town}`);
    const label = make("span", "label");
    label.append(make("b", "", stop.town));
    if (stop.pins.length) label.append(icon("pin"));
    bar.append(label);
    return bar;
  }

  bars() {
    return [...this.grid.querySelectorAll(".bar")];
  }

  target(x, y) {
    const under = this.board.shadow.elementsFromPoint(x, y);
    const cell = under.find((element) => element.classList?.contains("cell"));
    return cell ? this.to(cell.dataset.row, cell.dataset.day) : null;
  }

  to(rowId, dayId) {
    const row = this.data.rows.find((candidate) => candidate.id === rowId);
    const day = this.data.days.find((candidate) => candidate.id === dayId);
    return { row: rowId, day: dayId, position: null, minute: null, name: `${row.name}, ${day.label}` };
  }

  step(visit, key, allowed) {
    const bar = this.bars().find((candidate) => candidate.dataset.visit === visit);
    const cell = bar?.closest(".cell");
    if (!cell) return null;
    const days = this.data.days.map((day) => day.id);
    const rows = this.data.rows.map((row) => row.id);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const day = days[days.indexOf(cell.dataset.day) + (key === "ArrowLeft" ? -1 : 1)];
      return day ? this.to(cell.dataset.row, day) : null;
    }
    const way = key === "ArrowUp" ? -1 : 1;
    for (let at = rows.indexOf(cell.dataset.row) + way; rows[at]; at += way) {
      if (allowed(rows[at])) return this.to(rows[at], cell.dataset.day);
    }
    return null;
  }

  mark(target) {
    for (const cell of this.grid.querySelectorAll(".cell")) {
      const here = target && cell.dataset.row === target.row && cell.dataset.day === target.day;
      cell.classList.toggle("over", Boolean(here));
    }
  }

  prepare(windows, answer) {
    for (const element of this.grid.querySelectorAll(".weekrow")) {
      const refusal = answer?.rows[element.dataset.row];
      element.classList.toggle("cannot", Boolean(refusal && !refusal.able));
    }
  }

  settle() {
    this.mark(null);
    this.prepare([], null);
  }
}
