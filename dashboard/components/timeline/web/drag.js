// Dragging with the mouse, or with a finger after a long press.
import { make } from "./dom.js";
import { clock } from "./time.js";
import { ask } from "./bus.js";

const MOUSE_SLACK = 4;
const FINGER_SLACK = 9;
const LONG_PRESS_MS = 350;
const ASK_AFTER_MS = 50;
const EDGE = 36;

export class Drag {
  constructor(board) {
    this.board = board;
    this.chip = make("div", "chip");
    this.chip.hidden = true;
    this.ghost = null;
    const root = board.root;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    root.addEventListener("pointerup", (event) => this.up(event));
    root.addEventListener("pointercancel", () => this.cancel());
    root.addEventListener("contextmenu", (event) => this.held && event.preventDefault());
    root.addEventListener("touchmove", (event) => this.dragging && event.preventDefault(), {
      passive: false,
    });
  }

  get dragging() {
    return this.ghost !== null;
  }

  down(event) {
    const bar = event.target.closest?.("[data-visit]");
    if (!bar || event.button > 0) return;
    this.held = { bar, visit: bar.dataset.visit, x: event.clientX, y: event.clientY };
    this.held.pointer = event.pointerId;
    this.held.grabbed = event.clientX - bar.getBoundingClientRect().left;
    if (bar.classList.contains("idea")) this.held.grabbed = 12;
    this.finger = event.pointerType !== "mouse";
    if (this.finger) this.press = setTimeout(() => this.begin(), LONG_PRESS_MS);
  }

  move(event) {
    if (!this.held || event.pointerId !== this.held.pointer) return;
    this.held.nowX = event.clientX;
    this.held.nowY = event.clientY;
    const moved = Math.hypot(event.clientX - this.held.x, event.clientY - this.held.y);
    if (!this.dragging) {
      if (this.finger && moved > FINGER_SLACK) return this.cancel();
      if (this.finger || moved <= MOUSE_SLACK) return undefined;
      this.begin();
    }
    return this.dragging ? this.follow(event.clientX, event.clientY) : undefined;
  }

  begin() {
    const { board, held } = this;
    const stop = held && board.find(held.visit);
    if (!stop || !board.data.editable || stop.locked) {
      if (stop?.locked) board.tell(board.data.texts.locked_hint);
      this.cancel();
      return;
    }
    board.root.setPointerCapture(held.pointer);
    board.card.hide();
    board.select(held.visit, "drag");
    this.ghost = held.bar.cloneNode(true);
    this.ghost.classList.add("ghost");
    const box = held.bar.getBoundingClientRect();
    this.ghost.style.width = `${Math.min(box.width, 220)}px`;
    this.ghost.style.height = `${Math.min(box.height, 30)}px`;
    held.bar.classList.add("lifted");
    board.root.append(this.ghost);
    board.root.classList.add("dragging");
    board.view.prepare(stop.windows, board.abilities(held.visit));
    if (this.finger) navigator.vibrate?.(12);
    this.follow(held.nowX ?? held.x, held.nowY ?? held.y);
    this.scrolling = setInterval(() => this.scrollAtEdges(), 30);
  }

  follow(x, y) {
    const { board, held } = this;
    const frame = board.root.getBoundingClientRect();
    this.ghost.style.left = `${x - frame.left - Math.min(held.grabbed, 200)}px`;
    this.ghost.style.top = `${y - frame.top - 15}px`;
    const onTray = board.tray.contains(x, y);
    const target = onTray ? { tray: true } : board.view.target(x, y, held.visit, held.grabbed);
    const name = target && `${target.tray ?? ""}${target.row}|${target.day}|${target.position}`;
    if (name !== this.named) {
      this.named = name;
      this.target = target;
      board.tray.element.classList.toggle("over", onTray);
      board.view.mark(onTray ? null : target);
      this.answer = null;
      clearTimeout(this.asking);
      if (target?.row) this.asking = setTimeout(() => this.askPrice(), ASK_AFTER_MS);
    }
    this.drawChip(x - frame.left, y - frame.top, frame);
  }

  askPrice() {
    const { row, day, position } = this.target;
    this.asked = ask.number = (ask.number ?? 0) + 1;
    const at = { row, day, position };
    ask({ kind: "preview", number: this.asked, visit: this.held.visit, ...at });
  }

  hear(answer) {
    if (!this.dragging || answer.number !== this.asked) return;
    this.answer = answer;
    this.drawChip();
  }

  drawChip(x, y, frame) {
    const { board } = this;
    const { texts, ticks } = board.data;
    const lines = [];
    if (!this.target) lines.push(make("span", "", texts.drop_nowhere));
    else if (this.target.tray) lines.push(make("span", "", texts.drop_tray));
    else {
      const minute = this.answer?.start ?? this.target.minute;
      const time = ticks && minute !== null ? `${clock(ticks, minute)} · ` : "";
      lines.push(make("b", "", time + this.target.name));
      lines.push(make("span", "", this.answer?.text ?? texts.pricing));
      for (const rule of this.answer?.rules ?? []) lines.push(make("span", "rule", rule));
    }
    this.chip.replaceChildren(...lines);
    this.chip.hidden = false;
    if (x === undefined) return;
    const right = x + 18 + this.chip.offsetWidth > frame.width;
    this.chip.style.left = `${right ? x - this.chip.offsetWidth - 14 : x + 18}px`;
    this.chip.style.top = `${Math.min(y + 18, frame.height - this.chip.offsetHeight - 4)}px`;
  }

  up() {
    if (!this.held) return;
    const { visit } = this.held;
    const target = this.dragging ? this.target : null;
    const dragged = this.dragging;
    this.cancel();
    if (target) this.board.move(visit, target);
    else if (!dragged) this.board.select(visit, "click");
  }

  cancel() {
    clearTimeout(this.press);
    clearTimeout(this.asking);
    clearInterval(this.scrolling);
    this.held?.bar.classList.remove("lifted");
    if (this.dragging) {
      this.ghost.remove();
      this.board.view.settle();
      this.board.tray.element.classList.remove("over");
      this.board.root.classList.remove("dragging");
    }
    this.ghost = this.held = this.target = this.answer = this.named = null;
    this.chip.hidden = true;
    this.board.catchUp();
  }

  scrollAtEdges() {
    const box = this.board.scroller.getBoundingClientRect();
    const { nowX, nowY } = this.held ?? {};
    if (nowX === undefined || nowY < box.top) return;
    const across = nowX > box.right - EDGE ? 12 : nowX < box.left + EDGE ? -12 : 0;
    const down = nowY > box.bottom - EDGE ? 8 : nowY < box.top + EDGE + 20 ? -8 : 0;
    if (across || down) this.board.scroller.scrollBy(across, down);
  }
}
