// The keyboard: arrows choose, Alt+arrows move, single letters act.
import { make } from "./dom.js";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const TYPING = "input, textarea, select, [contenteditable=true], [role=textbox], [role=dialog] *";

export class Keys {
  constructor(board) {
    this.board = board;
    this.help = make("div", "help");
    this.help.hidden = true;
    this.help.addEventListener("click", () => this.toggleHelp(false));
    board.root.addEventListener("keydown", (event) => this.onBoard(event));
    this.anywhere = (event) => this.onPage(event);
    window.addEventListener("keydown", this.anywhere);
  }

  stop() {
    window.removeEventListener("keydown", this.anywhere);
  }

  onBoard(event) {
    const bar = event.target.closest?.("[data-visit]");
    if (!bar) return;
    const { visit } = bar.dataset;
    if (ARROWS.includes(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.altKey) this.shift(visit, event.key);
      else this.walk(bar, event.key);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.board.select(visit, "key");
      if (event.key === "Enter") this.board.send("open", { visit });
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.board.move(visit, { tray: true });
    }
  }

  shift(visit, key) {
    const { board } = this;
    const stop = board.find(visit);
    if (!board.data.editable) return;
    if (stop.locked) return void board.tell(board.data.texts.locked_hint);
    const refusals = board.abilities(visit)?.rows ?? {};
    const able = (row) => refusals[row]?.able !== false;
    const target = board.view.step(visit, key, able);
    if (target) board.move(visit, target);
    else board.tell(board.data.texts.no_further);
  }

  // The nearest bar in the direction of the arrow, tray above the rows.
  walk(bar, key) {
    const from = bar.getBoundingClientRect();
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    let best = null;
    let least = Infinity;
    for (const other of this.board.bars()) {
      if (other === bar) continue;
      const to = other.getBoundingClientRect();
      const dx = to.left + Math.min(to.width, 60) / 2 - from.left - Math.min(from.width, 60) / 2;
      const dy = to.top + to.height / 2 - from.top - from.height / 2;
      const ahead = (across ? dx : dy) * sign;
      const aside = Math.abs(across ? dy : dx);
      if (ahead <= 2 || (across && aside > 12)) continue;
      const distance = across ? ahead : ahead * 20 + aside;
      if (distance < least) [best, least] = [other, distance];
    }
    if (best) this.board.select(best.dataset.visit, "key");
  }

  onPage(event) {
    const { board } = this;
    if (event.key === "Escape") return this.escape();
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || target?.matches?.(TYPING)) return undefined;
    const acts = {
      u: () => board.edit({ kind: "undo" }),
      U: () => board.edit({ kind: "redo" }),
      p: () => board.send("plan", {}),
      "/": () => board.search.focus(),
      "?": () => this.toggleHelp(this.help.hidden),
    };
    const act = acts[event.key];
    if (!act) return undefined;
    event.preventDefault();
    event.stopPropagation();
    return act();
  }

  escape() {
    this.board.drag.cancel();
    this.board.card.hide();
    this.toggleHelp(false);
  }

  toggleHelp(open) {
    const { texts } = this.board.data;
    const list = make("dl");
    for (const [keys, what] of texts.keys) list.append(make("dt", "", keys), make("dd", "", what));
    this.help.replaceChildren(make("b", "", texts.help), list);
    this.help.hidden = !open;
  }
}
