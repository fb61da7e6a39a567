// Puts back what the server left out of visits because most have it in common.

function withStops(place, usual) {
  if (place.cells) return { ...place, cells: place.cells.map((cell) => withStops(cell, usual)) };
  return { ...place, stops: place.stops.map((stop) => ({ ...usual, ...stop })) };
}

export function unpacked(data) {
  const { stop, idea } = data.usual;
  return {
    ...data,
    tray: data.tray.map((visit) => ({ ...idea, ...visit })),
    rows: data.rows.map((row) => withStops(row, stop)),
  };
}
