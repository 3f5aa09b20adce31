// A plot with what a reader does to it: hide curves, read values, zoom.
class Chart extends Plot {
  constructor(spec, host) {
    super(spec, make("div", "plot"));
    if (!spec.small) host.append(this.legend());
    const title = make("div", "note title");
    spec.y.split(/(_\w+)/).forEach(s => title.append(s[0] === "_" ? make("sub", "", s.slice(1)) : s));
    this.plot.tabIndex = 0;
    this.plot.setAttribute("role", "group");
    const what = spec.y || host.parentElement.querySelector("h3").textContent;
    this.plot.setAttribute("aria-label", `Chart of ${what}; arrow keys read values`);
    this.tip = make("div", "tip");
    this.tip.hidden = true;
    this.plot.append(this.tip);
    host.append(title, this.plot);
    this.listen();
    this.draw();
    new ResizeObserver(() => requestAnimationFrame(() => this.plot.clientWidth !== this.width && this.draw())).observe(this.plot);
  }

  legend() {
    const box = make("div", "legend");
    this.lines.forEach((line, i) => {
      const b = button("", () => {
        this.hidden.has(i) ? this.hidden.delete(i) : this.hidden.add(i);
        b.setAttribute("aria-pressed", String(!this.hidden.has(i)));
        this.draw();
      });
      b.setAttribute("aria-pressed", "true");
      b.title = "Click to hide or show";
      b.append(key(line.colour), make("span", "", line.name));
      box.append(b);
    });
    return box;
  }

  listen() {
    const plot = this.plot;
    let from = null;
    const x = event => event.clientX - plot.getBoundingClientRect().left;
    plot.addEventListener("pointerdown", event => {
      if (event.pointerType === "mouse" && event.button === 0) from = x(event);
    });
    plot.addEventListener("pointermove", event => {
      from === null ? this.read(x(event)) : this.select(from, x(event));
    });
    window.addEventListener("pointerup", event => {
      if (from !== null && Math.abs(x(event) - from) > 8) {
        this.zoomTo([this.stepAt(Math.min(from, x(event))), this.stepAt(Math.max(from, x(event)))]);
      }
      from = null;
    });
    plot.addEventListener("pointerleave", () => from === null && this.unread());
    plot.addEventListener("dblclick", () => this.zoomTo(null));
    plot.addEventListener("blur", () => this.unread());
    plot.addEventListener("keydown", event => {
      const move = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity}[event.key];
      if (event.key === "Escape") this.unread();
      if (move === undefined || !this.shown.length) return;
      event.preventDefault();
      const steps = this.shown[0].x;
      const now = this.at === undefined ? (move > 0 ? -1 : steps.length) : this.nearest(this.shown[0], this.at);
      this.readStep(steps[clamp(now + move, 0, steps.length - 1)]);
    });
  }

  zoomTo(range) {
    this.zoom = range;
    this.onzoom && this.onzoom();
    this.unread();
    this.draw();
  }

  select(from, to) {
    this.unread();
    const {box} = this, [a, b] = [Math.min(from, to), Math.max(from, to)].map(v => clamp(v, box.left, box.right));
    this.add("rect", {class: "zoom", x: a, y: box.top, width: b - a, height: box.bottom - box.top}, this.over);
  }

  read(px) {
    if (!this.shown.length || px < this.box.left - 12 || px > this.box.right + 12) return this.unread();
    this.readStep(this.stepAt(px));
  }

  readStep(at) {
    this.unread();
    const step = this.shown[0].x[this.nearest(this.shown[0], at)];
    this.at = step;
    const cx = this.px(step), wide = this.plot.clientWidth > 520;
    this.add("line", {class: "cross", x1: cx, x2: cx, y1: this.box.top, y2: this.box.bottom}, this.over);
    const rows = this.shown.map(line => ({line, i: this.nearest(line, step)}));
    const order = v => isNumber(v) ? v : Infinity;
    rows.sort((a, b) => order(this.values(a.line)[a.i]) - order(this.values(b.line)[b.i]));
    const table = make("table");
    table.append(make("caption", "", `${this.spec.x.replace(/ t$/, "")} ${whole(step)}`));
    for (const {line, i} of rows) {
      const value = this.values(line)[i], row = make("tr"), name = make("td");
      if (isNumber(value) && (!this.ylog || value > 0)) {
        const style = `fill:var(--c${line.colour})`;
        this.add("circle", {cx: this.px(line.x[i]), cy: this.py(value), r: 4, class: "halo", style}, this.over);
      }
      name.append(key(line.colour), line.name);
      row.append(name, make("td", "", text(value)));
      if (this.band && wide && line.low[i] !== line.high[i]) row.append(make("td", "", `${text(line.low[i])} – ${text(line.high[i])}`));
      table.append(row);
    }
    this.tip.replaceChildren(table);
    this.tip.hidden = false;
    const room = this.plot.clientWidth - this.tip.offsetWidth;
    const left = cx + 16 <= room ? cx + 16 : cx - 16 - this.tip.offsetWidth;
    this.tip.style.transform = `translate(${clamp(left, 0, Math.max(0, room))}px, ${this.box.top + 4}px)`;
  }

  unread() {
    this.at = undefined;
    this.tip.hidden = true;
    if (this.over) this.over.replaceChildren();
  }
}
