// Minutes since the day's midnight, and how they are written. `ticks` are [minute, local hour]
// pairs, so that a day with a clock change shows the right hours.

export function clock(ticks, minute) {
  let tick = ticks[0];
  for (const candidate of ticks) if (candidate[0] <= minute) tick = candidate;
  const rest = Math.round(minute - tick[0]);
  const hour = (((tick[1] + Math.floor(rest / 60)) % 24) + 24) % 24;
  return `${String(hour).padStart(2, "0")}:${String(((rest % 60) + 60) % 60).padStart(2, "0")}`;
}

export const range = (ticks, [from, until]) => `${clock(ticks, from)}–${clock(ticks, until)}`;

export function duration(texts, minutes) {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} ${texts.min}`;
  return `${Math.floor(whole / 60)} ${texts.hour} ${String(whole % 60).padStart(2, "0")}`;
}

const between = (value, low, high) => Math.max(low, Math.min(high, value));

// The part of the day that is drawn: everything that happens, padded to whole hours.
export function span(data) {
  const minutes = [8 * 60, 17 * 60];
  for (const row of data.rows) {
    if (row.opens !== null) minutes.push(row.opens, row.closes);
    if (row.departure !== null) minutes.push(row.departure, row.returns);
    for (const stop of row.stops) minutes.push(stop.start, stop.end);
  }
  const last = data.ticks[data.ticks.length - 1][0];
  const from = Math.floor((Math.min(...minutes) - 15) / 60) * 60;
  const until = Math.ceil((Math.max(...minutes) + 15) / 60) * 60;
  return [between(from, 0, last), between(until, 60, last)];
}
