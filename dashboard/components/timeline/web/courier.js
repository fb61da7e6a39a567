// Carries small questions of the board to the server and the answers back. It stands alone so
// that a question while dragging sends a few bytes and leaves the rest of the page as it is.
import { onAsked, tellAnswer } from "./bus.js";

const couriers = new Map();

export function mount({ data, setTriggerValue, key }) {
  const courier = couriers.get(key) ?? {};
  couriers.set(key, courier);
  courier.trigger = setTriggerValue;
  courier.stop ??= onAsked((question) => courier.trigger("asked", { ...question, at: Date.now() }));
  if (data.answer && data.answer.stamp !== courier.stamp) {
    courier.stamp = data.answer.stamp;
    tellAnswer(data.answer);
  }
  return () => {};
}
