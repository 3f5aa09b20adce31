// A plot: lines with bands as SVG, no library. A value is a number, Infinity (written 1e999) or null. Axes may be linear or
// logarithmic; a curve that leaves the plot is cut at its edge.
class Plot {
  constructor(spec, box) {
    this.spec = spec;
    this.lines = spec.lines;
    this.ylog = spec.log;
    this.xlog = false;
    this.mean = false;
    this.band = true;
    this.hidden = new Set();
    this.zoom = null;
    this.clip = "clip" + clips++;
    this.plot = box;
    box.innerHTML = "<svg></svg>";
    this.svg = box.firstChild;
  }

  add(tag, attributes, parent = this.svg) {
    const e = document.createElementNS(this.svg.namespaceURI, tag);
    for (const name in attributes) {
      name === "style" ? e.style.cssText = attributes[name] : e.setAttribute(name, attributes[name]);
    }
    parent.append(e);
    return e;
  }

  values(line) { return this.mean ? line.mean : line.mid; }

  /** The ends of both axes: what is visible, within reason. */
  ranges() {
    let left = Infinity, right = -Infinity;
    for (const line of this.shown.length ? this.shown : this.lines) {
      left = Math.min(left, this.xlog ? line.x.find(s => s > 0) : line.x[0]);
      right = Math.max(right, line.x[line.x.length - 1]);
    }
    if (this.zoom) [left, right] = [Math.max(left, this.zoom[0]), Math.min(right, this.zoom[1])];
    if (!(right > left)) right = this.xlog ? left * 2 : left + 1;
    let low = Infinity, high = -Infinity, start = -Infinity, bottom = Infinity, top = -Infinity;
    const usable = v => isNumber(v) && Number.isFinite(v) && (!this.ylog || v > 0);
    for (const line of this.shown) {
      const values = this.values(line);
      let first = true;
      line.x.forEach((s, i) => {
        if (s < left || s > right) return;
        if (usable(values[i])) {
          if (first) start = Math.max(start, values[i]);
          first = false;
          low = Math.min(low, values[i]);
          high = Math.max(high, values[i]);
        }
        if (this.band && usable(line.low[i])) bottom = Math.min(bottom, line.low[i]);
        if (this.band && usable(line.high[i])) top = Math.max(top, line.high[i]);
      });
    }
    if (low > high) [low, high] = this.ylog ? [0.1, 1] : [0, 1];
    bottom = this.ylog ? Math.max(bottom, low / FOOT) : bottom;
    low = Math.min(low, bottom);
    high = Math.max(high, top);
    if (this.spec.cut && start > 0) high = Math.min(high, start * (this.ylog ? CUT.log : CUT.linear));
    if (!this.ylog) low = Math.min(low, low > 0 && low < high / 3 ? 0 : low);
    if (low === high) [low, high] = this.ylog ? [low / 2, high * 2] : [low - 1, high + 1];
    const room = this.ylog ? (high / low) ** 0.03 : (high - low) * 0.03;
    return {left, right, low: this.ylog ? low / room : low === 0 ? 0 : low - room, high: this.ylog ? high * room : high + room};
  }

  draw() {
    const width = this.plot.clientWidth;
    if (!width) return;
    this.width = width;
    const small = this.spec.small;
    const height = small ? clamp(width * 0.66, 190, 260) : clamp(width * 0.54, 280, 500);
    this.shown = this.lines.filter((_, i) => !this.hidden.has(i));
    const range = this.ranges();
    const named = !small && this.lines.length > 1 && width > 620;
    this.svg.replaceChildren();
    const box = {left: small ? 46 : 52, top: 10, right: width - (named ? 10 + this.widest() : 14), bottom: height - 42};
    const x = scale(range.left, range.right, this.xlog, box.left, box.right);
    const y = scale(range.low, range.high, this.ylog, box.bottom, box.top);
    Object.assign(this, {box, range, px: x, py: y});
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.add("rect", {x: box.left, y: box.top - 1, width: box.right - box.left + 1, height: box.bottom - box.top + 2},
      this.add("clipPath", {id: this.clip}));
    this.axes();
    this.marks();
    const inner = this.add("g", {"clip-path": `url(#${this.clip})`});
    const back = this.shown.slice().reverse();
    if (this.band) back.forEach(line => this.drawBand(line, inner));
    back.forEach(line => this.drawLine(line, inner));
    if (this.spec.dots) this.shown.forEach(line => this.drawDots(line));
    if (named) this.drawNames();
    this.over = this.add("g", {"clip-path": `url(#${this.clip})`});
  }

  axes() {
    const {box, range, px, py} = this;
    const put = (attributes, label) => { this.add("text", attributes).textContent = label; };
    const ys = ticks(range.low, range.high, this.ylog, clamp(Math.floor((box.bottom - box.top) / 34), 2, 10));
    const xs = ticks(range.left, range.right, this.xlog, clamp(Math.floor((box.right - box.left) / (this.spec.small ? 44 : 60)), 2, 11));
    ys.minor.forEach(v => this.add("line", {class: "grid minor", x1: box.left, x2: box.right, y1: py(v), y2: py(v)}));
    xs.minor.forEach(v => this.add("line", {class: "grid minor", x1: px(v), x2: px(v), y1: box.top, y2: box.bottom}));
    for (const v of ys.major) {
      this.add("line", {class: "grid", x1: box.left, x2: box.right, y1: py(v), y2: py(v)});
      put({x: box.left - 8, y: py(v) + 4, "text-anchor": "end"}, tickText(v));
    }
    for (const v of xs.major) {
      this.add("line", {class: "grid", x1: px(v), x2: px(v), y1: box.top, y2: box.bottom});
      put({x: px(v), y: box.bottom + 18, "text-anchor": "middle"}, tickText(v));
    }
    this.add("line", {class: "frame", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom});
    put({class: "axis", x: (box.left + box.right) / 2, y: box.bottom + 37, "text-anchor": "middle"}, this.spec.x);
  }

  /** Where parts changed hands: a thin line with its number; its words stand below and in the tip. */
  marks() {
    const {box, range} = this;
    let free = -Infinity;
    this.spec.marks.forEach((mark, i) => {
      if (mark.at < range.left || mark.at > range.right) return;
      const at = this.px(mark.at);
      const line = this.add("line", {class: "mark", x1: at, x2: at, y1: box.top, y2: box.bottom});
      this.add("title", {}, line).textContent = mark.words;
      if (at < free) return;
      this.add("text", {class: "mark", x: at + 3, y: box.top + 9}).textContent = i + 1;
      free = at + 16;
    });
  }

  /** Runs of steps where all these values can be drawn. */
  runs(line, columns) {
    const runs = [];
    let run = null;
    line.x.forEach((s, i) => {
      const fits = (!this.xlog || s > 0) && columns.every(c => isNumber(c[i]) && (!this.ylog || c[i] > 0));
      if (!fits) run = null;
      else if (run) run.push(i);
      else runs.push(run = [i]);
    });
    return runs;
  }

  path(line, values, run) { return run.map(i => `${this.px(line.x[i]).toFixed(1)},${this.py(values[i]).toFixed(1)}`).join("L"); }

  drawBand(line, parent) {
    const low = this.ylog ? line.low.map(v => v === 0 ? this.range.low / 10 : v) : line.low;
    for (const run of this.runs(line, [low, line.high])) {
      const there = this.path(line, line.high, run), back = this.path(line, low, run.slice().reverse());
      const pale = this.lines.length > 3 && !line.strong;
      this.add("path", {class: pale ? "band pale" : "band", d: `M${there}L${back}Z`, style: `fill:var(--c${line.colour})`}, parent);
    }
  }

  drawLine(line, parent) {
    const values = this.values(line);
    for (const run of this.runs(line, [values])) {
      const d = "M" + this.path(line, values, run), style = `stroke:var(--c${line.colour})`;
      this.add("path", {class: line.strong ? "line strong" : "line", d, style}, parent);
    }
  }

  drawDots(line) {
    for (const i of this.runs(line, [line.mid]).flat()) {
      const best = i === this.spec.best, cx = this.px(line.x[i]), cy = this.py(line.mid[i]);
      if (cx < this.box.left - 1 || cx > this.box.right + 1 || cy < this.box.top - 1) continue;
      this.add("circle", {cx, cy, r: best ? 5.5 : 3, class: "halo", style: `fill:var(--c${line.colour})`});
      if (best) {
        const label = this.add("text", {x: Math.min(cx, this.box.right - 22), y: cy - 11, "text-anchor": "middle", class: "end"});
        label.textContent = "kept";
      }
    }
  }

  /** Each curve's name at its end, moved apart where they would overlap. */
  drawNames() {
    const {box} = this;
    const names = [];
    for (const line of this.shown) {
      const values = this.values(line);
      const ends = line.x.map((s, i) => i).filter(i => line.x[i] <= this.range.right && isNumber(values[i]));
      if (ends.length) names.push({line, y: clamp(this.py(values[ends[ends.length - 1]]), box.top, box.bottom)});
    }
    names.sort((a, b) => a.y - b.y);
    names.forEach((name, i) => { if (i) name.y = Math.max(name.y, names[i - 1].y + 16); });
    for (let i = names.length - 1, floor = box.bottom; i >= 0; i--, floor -= 16) names[i].y = Math.min(names[i].y, floor);
    for (const {line, y} of names) {
      const label = this.add("text", {class: "end", x: box.right + 8, y: y + 4, style: `fill:var(--c${line.colour})`});
      label.textContent = this.short(line.name);
    }
  }

  short(name) { return name.length > 14 ? name.slice(0, 13) + "…" : name; }

  /** The width of the widest name at a curve's end, in pixels. */
  widest() {
    const probe = this.add("text", {class: "end", visibility: "hidden"});
    const widths = this.lines.map(line => {
      probe.textContent = this.short(line.name);
      return probe.getComputedTextLength();
    });
    probe.remove();
    return Math.max(...widths);
  }

  stepAt(px) {
    const {box, range} = this, share = clamp((px - box.left) / (box.right - box.left), 0, 1);
    return this.xlog ? range.left * (range.right / range.left) ** share : range.left + share * (range.right - range.left);
  }

  nearest(line, step) {
    let best = 0;
    line.x.forEach((s, i) => { if (Math.abs(s - step) < Math.abs(line.x[best] - step)) best = i; });
    return best;
  }
}
