// Numbers as text, ticks and scales, and small makers of elements.
const CUT = {log: 1e3, linear: 10};  // how far above the largest start a diverging loss is still shown
const FOOT = 1e3;                    // how far below the least line the band is still shown
let clips = 0;

const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== undefined) e.textContent = text;
  return e;
};
const button = (text, press) => {
  const b = make("button", "", text);
  b.type = "button";
  b.addEventListener("click", press);
  return b;
};
const key = colour => {
  const i = make("i", "key");
  i.style.color = `var(--c${colour})`;
  return i;
};
const clamp = (v, low, high) => Math.max(low, Math.min(high, v));
const isNumber = v => v !== null && !Number.isNaN(v);

const text = v => {
  if (!isNumber(v)) return "–";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  const size = Math.abs(v);
  const s = size !== 0 && (size < 1e-4 || size >= 1e6) ? v.toExponential(3)
    : v.toLocaleString("en-US", {minimumSignificantDigits: 4, maximumSignificantDigits: 4});
  return s.replace("-", "−");
};
const whole = v => v.toLocaleString("en-US", {maximumFractionDigits: 2});
const tickText = v => {
  const power = Math.round(Math.log10(Math.abs(v)));
  if (v > 0 && Math.abs(v / 10 ** power - 1) < 1e-9 && (v < 1e-3 || v >= 1e5)) {
    return "10" + String(power).replace(/./g, c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
  }
  return v === 0 ? "0" : Number(v.toPrecision(6)).toLocaleString("en-US", {maximumSignificantDigits: 6}).replace("-", "−");
};

/** Round values between low and high: powers of ten (with 2 … 9 between them as minor ones), or multiples of 1, 2, 5. */
const ticks = (low, high, log, most) => {
  const major = [], minor = [];
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  if (log && last > first) {
    const step = Math.max(1, Math.ceil((last - first + 1) / most));
    for (let d = last; d >= first; d -= step) major.push(Number("1e" + d));
    if (last - first < 8) {
      for (let d = first - 1; d <= last; d++) for (let m = 2; m < 10; m++) minor.push(m * Number("1e" + d));
    }
  } else {
    const rough = (high - low) / Math.max(1, most - 1), unit = 10 ** Math.floor(Math.log10(rough));
    const step = unit * ([1, 2, 5].find(m => m * unit >= rough * (1 - 1e-9)) || 10);
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) major.push(i * step);
  }
  return {major, minor: minor.filter(v => v >= low && v <= high)};
};

/** Position of a value between two ends, given in pixels; far values stay near enough to draw. */
const scale = (low, high, log, from, to) => v => {
  const share = log ? (v > 0 ? Math.log(v / low) / Math.log(high / low) : -1) : (v - low) / (high - low);
  return from + clamp(share, -1, 2) * (to - from);
};
