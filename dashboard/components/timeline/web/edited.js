// The board after an edit, from the answer alone: its touched rows, and what came and went.

const PLACED = { state: "planned", locked: false, on_route: true, risk: "" };

function withRoute(row, route, known) {
  const beside = row.stops.filter((stop) => !stop.on_route);
  const stops = route.stops.map((times) => ({ ...known.get(times.id), ...PLACED, ...times }));
  const { departure, returns, home, overtime, breaks } = route;
  const all = [...beside, ...stops].sort((one, other) => one.start - other.start);
  return { ...row, departure, returns, home, overtime, breaks, stops: all };
}

function idea(stop) {
  return { ...stop, minutes: stop.end - stop.start, reason: "", late_text: "", broken: "" };
}

// Null where the answer is not enough: another day, or a technician with several routes.
export function withRoutes(data, answer) {
  if (data.mode !== "day") return null;
  const routes = new Map(answer.routes.map((route) => [route.row, route]));
  const rows = data.rows.filter((row) => routes.has(row.id));
  const here = answer.routes.every((route) => route.day === data.day);
  if (!here || rows.length < answer.routes.length || rows.some((row) => row.routes > 1)) return null;

  const before = rows.flatMap((row) => row.stops.filter((stop) => stop.on_route));
  const known = new Map([...before, ...data.tray].map((visit) => [visit.id, visit]));
  const now = new Set(answer.routes.flatMap((route) => route.stops.map((stop) => stop.id)));
  if ([...now].some((id) => !known.has(id))) return null;
  const left = before.filter((stop) => !now.has(stop.id)).map(idea);
  return {
    ...data,
    revision: answer.revision,
    notice: answer.notice,
    rows: data.rows.map((row) => (routes.has(row.id) ? withRoute(row, routes.get(row.id), known) : row)),
    tray: [...data.tray.filter((visit) => !now.has(visit.id)), ...left],
  };
}
