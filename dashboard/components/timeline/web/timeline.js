// The dispatch board's timeline: tray, technicians and time, and what the hand does with them.
import { button, icon, make } from "./dom.js";
import * as bus from "./bus.js";
import { Card } from "./card.js";
import { DayView } from "./day.js";
import { Drag } from "./drag.js";
import { withRoutes } from "./edited.js";
import { fit } from "./fit.js";
import { Keys } from "./keys.js";
import { unpacked } from "./packing.js";
import { Tray } from "./tray.js";
import { WeekView } from "./week.js";

const NARROW = 560;
const NOTICE_MS = 7000;
const ANSWER_MS = 5000;
const QUIET_MS = 2000;
const TICK_MS = 30000;
const ASK_AFTER_MS = 60;
const ASK_IN_DRAG_MS = 300;
const ZOOMS = [1, 1.4, 2, 2.8, 4];

class Board {
  constructor(shadow, data) {
    this.shadow = shadow;
    this.data = data;
    this.zoom = 1;
    this.root = make("div", "board");
    this.scroller = make("div", "scroller");
    this.scroller.tabIndex = -1;
    this.tray = new Tray(this);
    this.card = new Card(this);
    this.drag = new Drag(this);
    this.notice = make("div", "notice");
    this.notice.setAttribute("role", "status");
    this.notice.hidden = true;
    this.keys = new Keys(this);
    this.buildTools();
    this.root.append(this.tools, this.tray.element, this.scroller);
    this.root.append(this.card.element, this.drag.chip, this.notice, this.keys.help);
    this.shadow.append(this.root);
    this.unfit = fit(this.root);
    this.listen();
  }

  listen() {
    this.root.addEventListener("pointerover", (event) => this.hover(event.target));
    this.root.addEventListener("pointerleave", () => this.card.hide());
    this.root.addEventListener("focusin", (event) => this.focused(event.target));
    this.scroller.addEventListener("scroll", () => this.card.hide(), { passive: true });
    this.scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(this.scroller);
    this.ticking = setInterval(() => this.view?.tick?.(), TICK_MS);
    const heard = ({ visit, from }) => from !== "timeline" && this.select(visit, from);
    this.unlisten = [bus.onSelected(heard), bus.onAnswer((answer) => this.hear(answer))];
    this.unlisten.push(bus.onChanged((revision) => this.changed(revision)));
  }

  // Reading the board anew keeps the server busy: not while the hand may do the next thing.
  changed(revision) {
    clearTimeout(this.behind);
    const quietIn = (this.editedAt ?? -Infinity) + QUIET_MS - performance.now();
    const busy = this.moving || this.drag.dragging;
    if (!busy && quietIn <= 0) return void this.trigger("changed", revision);
    this.behind = setTimeout(() => this.changed(revision), busy ? QUIET_MS : quietIn);
    return undefined;
  }

  buildTools() {
    const { texts } = this.data;
    this.tools = make("div", "tools");
    this.undo = button(icon("undo"), texts.undo, () => this.edit({ kind: "undo" }));
    this.redo = button(icon("redo"), texts.redo, () => this.edit({ kind: "redo" }));
    this.search = make("input", "search");
    this.search.type = "search";
    this.search.placeholder = texts.search;
    this.search.setAttribute("aria-label", texts.search);
    this.search.addEventListener("input", () => this.light());
    this.search.addEventListener("keydown", (event) => event.key === "Enter" && this.firstFound());
    this.found = make("span", "found");
    const zooms = make("span", "zooms");
    zooms.append(
      button("−", texts.zoom_out, () => this.zoomBy(-1)),
      button("+", texts.zoom_in, () => this.zoomBy(1)),
    );
    const help = button("?", texts.help, () => this.keys.toggleHelp(this.keys.help.hidden));
    this.tools.append(this.undo, this.redo, this.search, this.found, zooms, help);
  }

  update(data) {
    if (this.drag.dragging) {
      this.late = data;
      return;
    }
    const began = performance.now();
    const focused = this.focusedVisit();
    this.data = data;
    const Wanted = data.mode === "week" ? WeekView : DayView;
    if (!(this.view instanceof Wanted)) {
      this.view = new Wanted(this);
      this.scroller.replaceChildren(this.view.grid);
    }
    this.byId = new Map();
    for (const stop of this.stops()) this.byId.set(stop.id, stop);
    this.tray.draw(data);
    this.width = this.scroller.clientWidth;
    this.view.draw(data, this.width);
    this.undo.disabled = !data.undo;
    this.redo.disabled = !data.redo;
    this.undo.title = [data.texts.undo, data.undo].filter(Boolean).join(": ");
    this.redo.title = [data.texts.redo, data.redo].filter(Boolean).join(": ");
    this.tools.classList.toggle("plain", data.mode === "week");
    this.light();
    if (focused) this.barOf(focused)?.focus({ preventScroll: true });
    this.tellNotice(data.notice);
    this.root.dataset.drawMs = String(Math.round(performance.now() - began));
    this.root.dataset.revision = String(data.revision);
    this.settle();
  }

  // What came in during a drag is drawn when it is over.
  catchUp() {
    const { late } = this;
    this.late = null;
    if (late) this.update(late);
  }

  stops() {
    const { rows, tray, mode } = this.data;
    const placed = rows.flatMap((row) =>
      mode === "week" ? row.cells.flatMap((cell) => cell.stops) : row.stops,
    );
    return [...placed, ...tray];
  }

  find(visit) {
    return this.byId.get(visit);
  }

  bars() {
    return [...this.tray.bars(), ...this.view.bars()];
  }

  barOf(visit) {
    return this.bars().find((bar) => bar.dataset.visit === visit);
  }

  focusedVisit() {
    return this.shadow.activeElement?.dataset?.visit;
  }

  narrow() {
    return this.root.clientWidth < NARROW;
  }

  // Selection here is at once; the server and the other parts of the page hear of it.
  select(visit, how) {
    const known = this.find(visit);
    this.selected = known ? visit : null;
    this.light();
    const bar = known && this.barOf(visit);
    if (bar && how !== "click" && how !== "drag") this.reveal(bar);
    if (bar && how !== "map") bar.focus({ preventScroll: true });
    if (how !== "map") bus.tellSelected(visit, "timeline");
    clearTimeout(this.asking);
    const wait = how === "drag" ? ASK_IN_DRAG_MS : ASK_AFTER_MS;
    if (known) this.asking = setTimeout(() => bus.ask({ kind: "abilities", visit }), wait);
  }

  reveal(bar) {
    const box = bar.getBoundingClientRect();
    const frame = this.scroller.getBoundingClientRect();
    if (bar.classList.contains("idea")) return void bar.scrollIntoView({ block: "nearest" });
    const names = this.narrow() ? 92 : 138;
    const right = Math.max(0, box.right + 20 - frame.right);
    const left = Math.min(0, box.left - 20 - frame.left - names);
    const down = Math.max(0, box.bottom + 8 - frame.bottom);
    const up = Math.min(0, box.top - 34 - frame.top);
    this.scroller.scrollBy(left || right, up || down);
    return undefined;
  }

  // Selected, found and filtered bars stand out; with a filter the rest is dimmed.
  light() {
    const query = this.search.value.trim().toLowerCase();
    const lit = this.data.lit && new Set(this.data.lit);
    let hits = 0;
    let first = true;
    for (const bar of this.bars()) {
      const stop = this.find(bar.dataset.visit);
      const words = `${stop.customer} ${stop.town} ${stop.id} ${stop.work}`.toLowerCase();
      const hit = !query || words.includes(query);
      hits += hit;
      const chosen = stop.id === this.selected;
      bar.classList.toggle("dim", !hit || Boolean(lit && !lit.has(stop.id)));
      bar.classList.toggle("hit", Boolean(query) && hit);
      bar.classList.toggle("selected", chosen);
      bar.setAttribute("aria-pressed", String(chosen));
      bar.tabIndex = chosen || (first && !this.find(this.selected)) ? 0 : -1;
      first = false;
    }
    this.found.textContent = query ? String(hits) : "";
  }

  firstFound() {
    const bar = this.bars().find((candidate) => candidate.classList.contains("hit"));
    if (bar) this.select(bar.dataset.visit, "search");
  }

  hover(target) {
    const bar = target.closest?.("[data-visit]");
    if (bar && !this.drag.dragging && !this.drag.held) this.card.show(bar.dataset.visit, bar);
    else this.card.hide();
  }

  focused(target) {
    const bar = target.closest?.("[data-visit]");
    if (bar?.matches(":focus-visible") && !this.drag.held) this.card.show(bar.dataset.visit, bar);
  }

  abilities(visit) {
    return this.known?.visit === visit ? this.known : null;
  }

  hear(answer) {
    if (answer.kind === "preview") return this.drag.hear(answer);
    if (answer.kind === "edited") return this.edited(answer);
    this.known = answer;
    const held = this.drag.dragging && this.drag.held.visit;
    if (held === answer.visit) this.view.prepare(this.find(held).windows, answer);
    return undefined;
  }

  move(visit, target) {
    const tray = Boolean(target.tray);
    const { row = null, day = null, position = null } = target;
    const placed = !this.data.tray.some((idea) => idea.id === visit);
    if (tray && !placed) return;
    this.selected = visit;
    this.edit({ kind: "move", visit, tray, row, day, position, placed });
  }

  // One edit at a time: the next one waits for the answer to be drawn.
  edit(wish) {
    if (!this.data.editable || this.moving) return;
    this.moving = true;
    clearTimeout(this.asking);
    this.root.classList.add("moving");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.settle(), ANSWER_MS);
    bus.ask({ ...wish, revision: this.data.revision });
  }

  settle() {
    this.moving = false;
    this.root.classList.remove("moving");
  }

  // The touched rows at once; all else when the server says that something changed.
  edited(answer) {
    this.tellNotice(answer.notice);
    this.editedAt = performance.now();
    const drawn = answer.done && withRoutes(this.data, answer);
    if (drawn) this.update(drawn);
    else this.settle();
    this.changed(answer.revision);
  }

  tellNotice(notice) {
    if (!notice || notice.number === this.noticeNumber) return;
    this.noticeNumber = notice.number;
    this.tell(notice.text, notice.kind);
  }

  send(name, detail) {
    this.sent = (this.sent ?? 0) + 1;
    this.trigger(name, { ...detail, number: `${Date.now()}-${this.sent}` });
  }

  tell(text, kind = "info") {
    this.notice.className = `notice ${kind}`;
    this.notice.textContent = text;
    this.notice.hidden = false;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => (this.notice.hidden = true), NOTICE_MS);
  }

  zoomBy(steps, at = null) {
    const index = ZOOMS.indexOf(this.zoom);
    const next = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, index + steps))];
    if (next === this.zoom) return;
    const { scroller } = this;
    const middle = at ?? scroller.clientWidth / 2;
    const share = (scroller.scrollLeft + middle) / scroller.scrollWidth;
    this.zoom = next;
    this.view.draw(this.data, this.width);
    this.light();
    scroller.scrollLeft = share * scroller.scrollWidth - middle;
  }

  wheel(event) {
    if (!event.ctrlKey || this.data.mode === "week") return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1 : -1, event.offsetX);
  }

  resized() {
    if (!this.view || Math.abs(this.scroller.clientWidth - this.width) < 2) return;
    this.width = this.scroller.clientWidth;
    this.view.draw(this.data, this.width);
    this.light();
  }

  close() {
    this.drag.cancel();
    this.keys.stop();
    this.watch.disconnect();
    clearInterval(this.ticking);
    clearTimeout(this.behind);
    this.unfit();
    for (const stop of this.unlisten) stop();
    this.root.remove();
  }
}

const boards = new Map();

export function mount({ data: sent, parentElement, setTriggerValue, key }) {
  const data = unpacked(sent);
  let board = boards.get(key);
  if (!board || board.shadow !== parentElement || !board.root.isConnected) {
    board?.close();
    board = new Board(parentElement, data);
    boards.set(key, board);
  }
  board.trigger = setTriggerValue;
  board.update(data);
  return () => {
    // Streamlit calls this before each update too; only a board that left the page ends.
    setTimeout(() => {
      if (boards.get(key) !== board || board.root.isConnected) return;
      board.close();
      boards.delete(key);
    }, 1000);
  };
}
