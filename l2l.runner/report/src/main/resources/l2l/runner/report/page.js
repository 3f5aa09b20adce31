// Puts a chart into each <div data-chart="key">, showing data[key], and the controls above it.
const data = JSON.parse(document.getElementById("data").textContent);

/** A choice of two for all charts of a section. */
const choice = (title, names, now, set) => {
  const box = make("span", "choice"), group = make("span");
  box.append(make("span", "", title), group);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", title);
  const buttons = names.map((name, i) => button(name, () => {
    buttons.forEach((b, j) => b.setAttribute("aria-pressed", String(i === j)));
    set(i === 1);
  }));
  buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(now === (i === 1))));
  group.append(...buttons);
  return box;
};

for (const section of document.querySelectorAll("[data-charts]")) {
  const bar = make("div", "bar");
  section.querySelector("[data-bar]").replaceWith(bar);
  const own = [];
  for (const host of section.querySelectorAll("[data-chart]")) {
    own.push(new Chart(data[host.dataset.chart], host));
  }
  const all = set => { own.forEach(chart => { set(chart); chart.unread(); chart.draw(); }); };
  bar.append(choice("Vertical axis", ["linear", "logarithmic"], own.some(chart => chart.ylog), v => all(chart => { chart.ylog = v; })));
  bar.append(choice("Step axis", ["linear", "logarithmic"], false, v => all(chart => { chart.xlog = v; })));
  if (section.dataset.charts === "loss") {
    bar.append(choice("Line", ["median", "mean"], false, v => all(chart => { chart.mean = v; })));
  }
  bar.append(choice("Band", ["off", "10–90 %"], true, v => all(chart => { chart.band = v; })));
  const reset = button("Whole range", () => own.forEach(chart => chart.zoomTo(null)));
  reset.className = "reset";
  reset.hidden = true;
  own.forEach(chart => { chart.onzoom = () => { reset.hidden = own.every(c => !c.zoom); }; });
  bar.append(reset);
}
