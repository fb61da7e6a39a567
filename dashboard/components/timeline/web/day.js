// One day: a row for each technician, time from left to right.
import { icon, make } from "./dom.js";
import { clock, span } from "./time.js";

export const ROW_HEIGHT = 38;
const BOTH_LINES = 48;
const TOWN = 34;
const INITIALS = 17;
const SIGN = 11;

const initials = (name) =>
  name.split(/\s+/).filter(Boolean).map((word) => word[0]).join("").slice(0, 3);

export class DayView {
  constructor(board) {
    this.board = board;
    this.grid = make("div", "grid day");
    this.corner = make("div", "corner");
    this.axis = make("div", "axis");
    this.body = make("div", "body");
    this.glow = make("div", "glow");
    this.nowLine = make("div", "now");
    this.insert = make("div", "insert");
    this.insert.hidden = true;
    this.grid.append(this.corner, this.axis, this.body);
    this.drawn = new Map();
  }

  draw(data, width) {
    if (this.data !== data) this.drawnAt = performance.now();
    this.data = data;
    [this.from, this.until] = span(data);
    const names = this.nameWidth();
    const room = Math.max(200, width - names);
    this.perMinute = Math.max(room / (this.until - this.from), 0.75) * this.board.zoom;
    this.laneWidth = Math.floor((this.until - this.from) * this.perMinute);
    this.grid.style.setProperty("--names", `${names}px`);
    this.grid.style.setProperty("--lane", `${this.laneWidth}px`);
    this.drawAxis();
    this.drawRows();
    this.body.append(this.glow, this.nowLine, this.insert);
    this.tick();
    this.corner.textContent = `${data.rows.length} ${data.texts.technicians}`;
  }

  // The line of now goes on between two drawings.
  tick() {
    const passed = (performance.now() - this.drawnAt) / 60000;
    const now = this.data.now === null ? null : this.data.now + passed;
    this.nowLine.hidden = now === null || now < this.from || now > this.until;
    this.nowLine.style.left = `${this.nameWidth() + this.x(now ?? 0)}px`;
  }

  nameWidth() {
    return this.board.narrow() ? 92 : 138;
  }

  x(minute) {
    return (minute - this.from) * this.perMinute;
  }

  drawAxis() {
    this.axis.replaceChildren();
    const every = this.perMinute * 60 < 34 ? 2 : 1;
    for (const [minute, hour] of this.data.ticks) {
      if (minute < this.from || minute >= this.until || hour % every) continue;
      const tick = make("span", "tick", String(hour));
      tick.style.left = `${this.x(minute)}px`;
      this.axis.append(tick);
    }
    this.grid.style.setProperty("--hour", `${this.perMinute * 60}px`);
  }

  drawRows() {
    const scale = `${this.from}|${this.perMinute}|`;
    const kept = new Map();
    const elements = this.data.rows.map((row) => {
      const signature = scale + JSON.stringify(row);
      const known = this.drawn.get(row.id);
      const element = known?.signature === signature ? known.element : this.drawRow(row);
      kept.set(row.id, { signature, element });
      return element;
    });
    this.drawn = kept;
    const present = [...this.body.querySelectorAll(":scope > .row")];
    if (present.length !== elements.length || present.some((old, at) => old !== elements[at])) {
      this.body.replaceChildren(...elements);
    }
  }

  drawRow(row) {
    const element = make("div", "row");
    element.dataset.row = row.id;
    element.append(this.drawName(row), this.drawLane(row));
    return element;
  }

  drawName(row) {
    const head = make("div", "name");
    head.title = row.title;
    const line = make("div", "who");
    line.append(make("span", "person", row.name));
    if (row.broken) line.append(icon("late"));
    head.append(line, row.absent ? make("div", "load", row.absent) : this.drawLoad(row));
    return head;
  }

  drawLoad(row) {
    const load = make("div", "load");
    const bar = make("div", row.load > 1 ? "share over" : "share");
    const part = make("i");
    part.style.width = `${Math.min(100, Math.round(row.load * 100))}%`;
    bar.append(part);
    load.append(bar, make("span", "figure", row.load_text));
    return load;
  }

  drawLane(row) {
    const lane = make("div", "lane");
    if (row.opens === null) lane.append(this.block("off", this.from, this.until));
    else {
      lane.append(this.block("off", this.from, row.opens));
      lane.append(this.block("off", row.closes, this.until));
    }
    let left = row.departure;
    for (const stop of row.stops) {
      if (stop.drive) lane.append(this.block("drive", stop.arrival - stop.drive, stop.arrival));
      if (stop.wait) lane.append(this.block("wait", stop.start - stop.wait, stop.start));
      left = stop.end;
    }
    if (row.home && left !== null) {
      lane.append(this.block("drive home", row.returns - row.home, row.returns));
    }
    for (const [from, until] of row.breaks) lane.append(this.block("break", from, until));
    if (row.overtime) lane.append(this.block("overtime", row.closes, row.returns));
    for (const stop of row.stops) lane.append(this.drawStop(stop));
    lane.append(make("span", "why"));
    return lane;
  }

  block(className, from, until) {
    const element = make("i", className);
    element.style.left = `${this.x(from)}px`;
    element.style.width = `${Math.max(0, (until - from) * this.perMinute)}px`;
    return element;
  }

  drawStop(stop) {
    const width = Math.max(5, (stop.end - stop.start) * this.perMinute - 1);
    const bar = make("div", `bar p${stop.priority} ${stop.state}`);
    bar.style.left = `${this.x(stop.start)}px`;
    bar.style.width = `${width}px`;
    bar.dataset.visit = stop.id;
    bar.tabIndex = -1;
    bar.setAttribute("role", "button");
    const at = `${clock(this.data.ticks, stop.start)}–${clock(this.data.ticks, stop.end)}`;
    const said = [stop.customer, stop.town, at, stop.late_text, stop.risk];
    bar.setAttribute("aria-label", said.filter(Boolean).join(", "));
    if (stop.broken || stop.late_text) bar.classList.add("broken");
    else if (stop.risk) bar.classList.add("risk");
    bar.append(this.label(stop, width));
    return bar;
  }

  label(stop, width) {
    const label = make("span", "label");
    const signs = this.signs(stop);
    const second = stop.late_text || stop.town;
    if (width >= BOTH_LINES) {
      label.append(make("b", "", stop.customer), make("small", "", second));
    } else if (width >= TOWN) {
      label.append(make("b", "", stop.town));
    } else if (width >= INITIALS) {
      label.append(make("b", "", initials(stop.customer)));
    }
    const marks = make("span", "signs");
    const fitting = width >= 84 ? 2 : width >= 26 ? 1 : 0;
    const worth = width < 84 ? signs.filter((sign) => sign !== "part") : signs;
    marks.append(...worth.slice(0, fitting).map(icon));
    const many = marks.children.length;
    if (many && width >= BOTH_LINES) label.firstChild.style.marginRight = `${many * SIGN + 2}px`;
    label.classList.toggle("low", many > 0 && width < BOTH_LINES);
    label.append(marks);
    return label;
  }

  signs(stop) {
    const signs = [];
    if (stop.broken || stop.late_text) signs.push("late");
    if (["travelling", "on_site", "done"].includes(stop.state)) signs.push(stop.state);
    else if (stop.locked) signs.push("lock");
    if (stop.pins.length) signs.push("pin");
    if (stop.parts.length && stop.state === "planned") signs.push("part");
    return signs;
  }

  bars() {
    return [...this.body.querySelectorAll(".bar")];
  }

  // Where a drop at this point of the window would go; null outside the rows.
  target(x, y, visit, grabbed) {
    const box = this.body.getBoundingClientRect();
    const index = Math.floor((y - box.top) / ROW_HEIGHT);
    const row = this.data.rows[index];
    if (!row || y < box.top || x < box.left) return null;
    const edge = x - grabbed - box.left - this.nameWidth();
    const at = Math.round((this.from + edge / this.perMinute) / 5) * 5;
    return this.place(row, at, visit);
  }

  place(row, at, visit) {
    const others = row.stops.filter((stop) => stop.on_route && stop.id !== visit);
    const position = others.filter((stop) => (stop.start + stop.end) / 2 < at + 5).length;
    return this.at(row, position, visit);
  }

  at(row, position, visit) {
    const others = row.stops.filter((stop) => stop.on_route && stop.id !== visit);
    const before = others[position - 1];
    const minute = before ? before.end : (row.departure ?? row.opens ?? this.from);
    return { row: row.id, position, minute, day: this.data.day, name: row.name };
  }

  // What Alt+arrow means for a stop: one place earlier or later, or another technician.
  step(visit, key, allowed) {
    const from = this.data.rows.findIndex((row) => row.stops.some((stop) => stop.id === visit));
    if (from < 0) return null;
    const row = this.data.rows[from];
    const order = row.stops.filter((stop) => stop.on_route);
    const index = order.findIndex((stop) => stop.id === visit);
    if (index < 0) return null;
    if (key === "ArrowLeft") return index > 0 ? this.at(row, index - 1, visit) : null;
    if (key === "ArrowRight") return index < order.length - 1 ? this.at(row, index + 1, visit) : null;
    const way = key === "ArrowUp" ? -1 : 1;
    for (let next = from + way; this.data.rows[next]; next += way) {
      const candidate = this.data.rows[next];
      if (allowed(candidate.id)) return this.place(candidate, order[index].start, visit);
    }
    return null;
  }

  mark(target) {
    this.insert.hidden = !target;
    for (const row of this.body.querySelectorAll(".row.over")) row.classList.remove("over");
    if (!target) return;
    const index = this.data.rows.findIndex((row) => row.id === target.row);
    this.insert.style.top = `${index * ROW_HEIGHT}px`;
    this.insert.style.left = `${this.nameWidth() + this.x(target.minute)}px`;
    this.drawn.get(target.row)?.element.classList.add("over");
  }

  // Glowing windows of the dragged visit, fading rows that cannot do it.
  prepare(windows, answer) {
    this.glow.replaceChildren(
      ...windows.map(([from, until]) => {
        const end = Math.min(until, this.until);
        const block = this.block("window", Math.max(from, this.from), end);
        block.style.marginLeft = "var(--names)";
        return block;
      }),
    );
    for (const row of this.data.rows) {
      const { element } = this.drawn.get(row.id);
      const away = row.absent && { able: false, text: row.absent };
      const said = answer && (away || answer.rows[row.id]);
      element.classList.toggle("cannot", Boolean(said && !said.able));
      element.querySelector(".why").textContent = said ? said.text : "";
    }
  }

  settle() {
    this.mark(null);
    this.prepare([], null);
  }
}
