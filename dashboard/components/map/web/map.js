// The map: routes, stops, homes and unplaced visits on a canvas; names of places without tiles.
import { fit } from "../timeline/fit.js";

const MUTED = ["#6b7f99", "#8a7a64", "#6d8b74", "#8c7191", "#71898f", "#94806f", "#7b7f9e", "#7d8a5f"];
const SELECT = "dispatch:select";
const LABEL_GAP = 64;
const NAME_ROOM = 78;

let leaflet = null;

function load(address) {
  leaflet ??= new Promise((loaded, failed) => {
    if (window.L) return loaded(window.L);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => loaded(window.L);
    script.onerror = () => failed(new Error("leaflet"));
    return document.head.append(script);
  });
  return leaflet;
}

const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

class Chart {
  constructor(L, shadow, data) {
    this.L = L;
    this.shadow = shadow;
    this.root = make("div", "map");
    this.root.setAttribute("role", "region");
    this.root.setAttribute("aria-label", data.texts.map);
    this.bubble = make("div", "bubble");
    this.bubble.hidden = true;
    shadow.append(this.root);
    this.unfit = fit(this.root);
    this.map = L.map(this.root, {
      preferCanvas: true,
      zoomSnap: 0.25,
      attributionControl: Boolean(data.attribution),
      zoomControl: false,
    });
    L.control.zoom({ position: "topright" }).addTo(this.map);
    if (data.attribution) this.map.attributionControl.setPrefix(false);
    if (data.tiles) this.addTiles(data);
    this.pen = L.canvas({ padding: 0.3, tolerance: 6 });
    this.things = L.layerGroup().addTo(this.map);
    this.chosen = L.layerGroup().addTo(this.map);
    this.names = make("div", "names");
    this.root.append(this.names, this.bubble);
    this.map.on("moveend zoomend resize", () => this.drawNames());
    this.map.on("movestart zoomstart", () => this.names.replaceChildren());
    this.watch = new ResizeObserver(() => this.map.invalidateSize());
    this.watch.observe(this.root);
    this.heard = (event) => this.choose(event.detail.visit, event.detail.from);
    window.addEventListener(SELECT, this.heard);
  }

  addTiles(data) {
    const pane = this.map.createPane("ground");
    pane.style.zIndex = "150";
    pane.style.pointerEvents = "none";
    const credit = document.createElement("span");
    credit.textContent = data.attribution;
    const options = { pane: "ground", attribution: credit.innerHTML, maxZoom: 19 };
    this.L.tileLayer(data.tiles, options).addTo(this.map);
    this.root.classList.add("tiled");
  }

  colour(name) {
    return getComputedStyle(this.root).getPropertyValue(name).trim() || "#2459c9";
  }

  update(data) {
    this.data = data;
    this.things.clearLayers();
    this.at = new Map();
    data.routes.forEach((route, index) => this.drawRoute(route, MUTED[index % MUTED.length]));
    for (const visit of data.tray) this.drawUnplaced(visit);
    this.frame();
    this.choose(this.selected ?? data.selected, "data");
    this.drawNames();
  }

  drawRoute(route, colour) {
    const { L, pen } = this;
    const points = [route.home, ...route.stops.map((stop) => [stop.lat, stop.lon]), route.home];
    const path = points.filter(Boolean);
    if (path.length > 1) {
      const line = { renderer: pen, color: colour, weight: 1.6, opacity: 0.75, interactive: false };
      L.polyline(path, line).addTo(this.things);
    }
    if (route.home) this.drawHome(route, colour);
    for (const stop of route.stops) {
      const look = { renderer: pen, radius: 4, weight: 1, color: this.colour("--paper") };
      const dot = L.circleMarker([stop.lat, stop.lon], { ...look, fillColor: colour, fillOpacity: 1 });
      dot.addTo(this.things);
      this.react(dot, stop, `${stop.customer}, ${stop.town} · ${stop.time} · ${route.name}`);
      this.at.set(stop.id, { stop, route, colour });
    }
  }

  drawHome(route, colour) {
    const square = make("span", "home");
    square.style.setProperty("--own", colour);
    const sign = this.L.divIcon({ className: "homesign", html: square, iconSize: [9, 9] });
    const home = this.L.marker(route.home, { icon: sign, keyboard: false, interactive: true });
    home.addTo(this.things);
    home.on("mouseover", (event) => this.say(event, route.name));
    home.on("mouseout", () => (this.bubble.hidden = true));
  }

  drawUnplaced(visit) {
    const look = { renderer: this.pen, radius: 6, weight: 2.5, color: this.colour("--warn") };
    const ring = this.L.circleMarker([visit.lat, visit.lon], { ...look, fillOpacity: 0.05 });
    ring.addTo(this.things);
    this.react(ring, visit, `${visit.customer}, ${visit.town} · ${this.data.texts.unplaced}`);
    this.at.set(visit.id, { stop: visit, route: null });
  }

  react(layer, visit, text) {
    layer.on("mouseover", (event) => this.say(event, text));
    layer.on("mouseout", () => (this.bubble.hidden = true));
    layer.on("click", () => {
      const detail = { visit: visit.id, from: "map" };
      window.dispatchEvent(new CustomEvent(SELECT, { detail }));
    });
  }

  say(event, text) {
    this.bubble.textContent = text;
    this.bubble.hidden = false;
    const { x, y } = event.containerPoint;
    const left = Math.min(x + 10, this.root.clientWidth - this.bubble.offsetWidth - 6);
    this.bubble.style.left = `${Math.max(6, left)}px`;
    this.bubble.style.top = `${y > 50 ? y - 34 : y + 14}px`;
  }

  // The selected route strong, its stops numbered.
  choose(visit, from) {
    const found = this.at?.get(visit);
    this.selected = visit;
    this.root.dataset.selected = visit ?? "";
    this.chosen.clearLayers();
    if (!found) return;
    const accent = this.colour("--accent");
    if (!found.route) {
      const look = { renderer: this.pen, radius: 9, weight: 4, color: accent, fill: false };
      this.L.circleMarker([found.stop.lat, found.stop.lon], look).addTo(this.chosen);
    } else this.drawChosen(found.route, visit, accent);
    const here = [found.stop.lat, found.stop.lon];
    if (from !== "data" && !this.map.getBounds().pad(-0.05).contains(here)) this.map.panTo(here);
  }

  drawChosen(route, visit, accent) {
    const { L } = this;
    const path = [route.home, ...route.stops.map((stop) => [stop.lat, stop.lon]), route.home];
    const line = { renderer: this.pen, color: accent, weight: 3.5, interactive: false };
    L.polyline(path.filter(Boolean), line).addTo(this.chosen);
    route.stops.forEach((stop, index) => {
      const sign = make("span", stop.id === visit ? "number chosen" : "number", String(index + 1));
      const look = L.divIcon({ className: "numbersign", html: sign, iconSize: [18, 18] });
      const marker = L.marker([stop.lat, stop.lon], { icon: look, keyboard: false });
      marker.addTo(this.chosen);
      this.react(marker, stop, `${stop.customer}, ${stop.town} · ${stop.time} · ${route.name}`);
    });
  }

  // Only the first time, or when other places come: the view belongs to the person.
  frame() {
    const points = [...this.at.values()].map(({ stop }) => [stop.lat, stop.lon]);
    for (const route of this.data.routes) if (route.home) points.push(route.home);
    const key = this.data.day;
    if (!points.length) {
      if (!this.framed) this.map.setView(this.data.middle, 7);
    } else if (this.framed !== key) {
      this.map.fitBounds(points, { padding: [22, 22], animate: false, maxZoom: 13 });
    }
    this.framed = points.length ? key : this.framed;
  }

  // Names of towns, most visited first, none over another.
  drawNames() {
    if (!this.data || !this.map._loaded) return;
    const taken = [];
    const signs = [];
    const size = this.map.getSize();
    for (const place of this.data.places) {
      const { x, y } = this.map.latLngToContainerPoint([place.lat, place.lon]);
      const inside = x > 4 && y > 4 && x < size.x - 30 && y < size.y - 10;
      const free = taken.every(([a, b]) => Math.abs(a - x) > LABEL_GAP || Math.abs(b - y) > 15);
      if (!inside || !free) continue;
      taken.push([x, y]);
      const sign = make("span", "place", place.name);
      const left = x > size.x - NAME_ROOM;
      sign.style.transform = `translate(${Math.round(left ? x - 8 : x + 8)}px, ${Math.round(y + 4)}px)`;
      sign.classList.toggle("left", left);
      signs.push(sign);
    }
    this.names.replaceChildren(...signs);
  }

  close() {
    window.removeEventListener(SELECT, this.heard);
    this.watch.disconnect();
    this.unfit();
    this.map.remove();
    this.root.remove();
  }
}

const charts = new Map();

async function draw({ data, parentElement, key }) {
  const began = performance.now();
  const L = await load(data.leaflet);
  let chart = charts.get(key);
  if (!chart || chart.shadow !== parentElement || !chart.root.isConnected) {
    chart?.close();
    chart = new Chart(L, parentElement, data);
    charts.set(key, chart);
  }
  chart.update(data);
  chart.root.dataset.drawMs = String(Math.round(performance.now() - began));
}

export function mount(component) {
  draw(component);
  return () => {
    // Called before an update too; only a map that left the page ends.
    setTimeout(() => {
      const chart = charts.get(component.key);
      if (!chart || chart.shadow !== component.parentElement || chart.root.isConnected) return;
      chart.close();
      charts.delete(component.key);
    }, 1000);
  };
}
