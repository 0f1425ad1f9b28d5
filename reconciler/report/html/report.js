"use strict";
// The page is whole without this script: it only narrows what is shown, and moves through it.
// Rows carry what they are in data-* attributes, which hold words of ours and numbers alone.

const one = (selector) => document.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = document.documentElement;
const field = one("#search");
const choice = one("#scope");
const sensitive = one("#sensitive");
const found = one("#found");
const FEW = 400;
root.classList.add("scripted");

// A row by what it says, where it stands, and what it belongs to. Read once, when first asked for.

let rows = null;

function head(holder) {
  const title = holder.querySelector(":scope > summary, :scope > details > summary, :scope > h4");
  return title ? title.textContent : "";
}

function context(row) {
  const said = [];
  for (let up = row.parentElement; up && !up.matches(".part"); up = up.parentElement) {
    if (up.matches(".holder")) said.push(head(up));
  }
  return said.join(" ");
}

function withThing(row) {
  // A membership stands below the role or group that it is a membership of.
  const first = row.parentElement.firstElementChild;
  return first !== row && first.matches(".thing") ? first.textContent : "";
}

function read() {
  const contexts = new Map();
  rows = all("[data-row]").map((row) => {
    const list = row.parentElement;
    if (!contexts.has(list)) contexts.set(list, context(row) + " " + withThing(row));
    const titles = row.matches(".thing") ? all("[title]", row).map((each) => each.title) : [];
    return {
      row,
      kind: row.dataset.row,
      part: row.closest(".part"),
      isSensitive: "sensitive" in row.dataset,
      at: (row.dataset.at || "").split(" ").filter(Boolean).map(Number),
      text: [row.textContent, ...titles, contexts.get(list)].join(" ").toLowerCase(),
    };
  });
}

// Narrowing

const opened = new Set();

function wanted() {
  const [from, to] = choice.value ? choice.value.split("-").map(Number) : [0, Infinity];
  const kinds = new Map(all(".part").map((part) => [
    part, new Set(all('.filters [aria-pressed="true"]', part).map((each) => each.dataset.kind)),
  ]));
  return {
    words: field.value.toLowerCase().split(/\s+/).filter(Boolean),
    isEverywhere: !choice.value,
    from, to, kinds,
    isSensitive: sensitive.getAttribute("aria-pressed") === "true",
  };
}

function fits(entry, asked) {
  const kinds = asked.kinds.get(entry.part);
  if (kinds && kinds.size && !kinds.has(entry.kind)) return false;
  if (asked.isSensitive && entry.kind !== "tree" && !entry.isSensitive) return false;
  if (!asked.isEverywhere && entry.part.dataset.part !== "findings"
    && !entry.at.some((at) => asked.from <= at && at <= asked.to)) return false;
  return asked.words.every((word) => entry.text.includes(word));
}

function narrow() {
  if (rows === null) read();
  const asked = wanted();
  const isNarrow = asked.words.length > 0 || !asked.isEverywhere || asked.isSensitive
    || [...asked.kinds.values()].some((kinds) => kinds.size > 0);
  const hits = rows.filter((entry) => fits(entry, asked));
  const shown = new Set(hits.map((entry) => entry.row));
  for (const { row } of rows) setHidden(row, !shown.has(row));
  fold(shown, asked.words.length > 0 && hits.length <= FEW);
  point(asked.words);
  say(hits, isNarrow);
}

function setHidden(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

// What holds rows is shown where one of them is; for a search it is opened, and closed after it.
// A part of the page stays, with its buttons, and says that nothing was found.
function fold(shown, isOpening) {
  const full = new Set();
  for (const row of shown) {
    for (let up = row.parentElement; up && !full.has(up); up = up.parentElement) full.add(up);
  }
  for (const holder of all(".holder")) {
    const isEmpty = !full.has(holder) && holder.querySelector("[data-row]") !== null;
    if (holder.matches(".part")) holder.classList.toggle("none", isEmpty);
    else setHidden(holder, isEmpty);
    const details = holder.matches("details") ? holder : holder.querySelector(":scope > details");
    if (!details) continue;
    if (isOpening && full.has(holder) && !details.open) {
      details.open = true;
      opened.add(details);
    } else if (!isOpening && opened.delete(details)) {
      details.open = false;
    }
  }
}

let drawn = null;
function point(words) {
  drawn ||= all(".tree .leaf, .tree .name").map((each) => [each, each.textContent.toLowerCase()]);
  for (const [each, text] of drawn) {
    each.classList.toggle("hit", words.length > 0 && words.every((word) => text.includes(word)));
  }
}

const NOUNS = { people: "effect", changes: "change", policies: "violation", findings: "finding" };

function say(hits, isNarrow) {
  const totals = rows.map((entry) => entry.part.dataset.part);
  const said = Object.entries(NOUNS).filter(([part]) => totals.includes(part)).map(([part, noun]) => {
    const number = hits.filter((entry) => entry.part.dataset.part === part).length;
    return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  });
  found.textContent = isNarrow ? `Found ${said.join(", ")}. Esc shows all.` : "";
}

let waiting = 0;
function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(narrow);
}

function press(button) {
  const isPressed = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!isPressed));
}

function reset() {
  field.value = "";
  choice.value = "";
  for (const button of all('.filters [aria-pressed="true"], #sensitive')) {
    button.setAttribute("aria-pressed", "false");
  }
  narrow();
}

field.addEventListener("input", soon);
choice.addEventListener("change", soon);
for (const button of [sensitive, ...all(".filters button")]) {
  button.addEventListener("click", () => { press(button); soon(); });
}

// Light and dark: for as long as the page is open, and nothing is stored.

one("#theme").addEventListener("click", () => {
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
});

// Keys

const keys = one("#keys");
keys.addEventListener("click", () => {
  press(keys);
  keys.textContent = keys.getAttribute("aria-pressed") === "true" ? "Keys are on" : "Keys are off";
});

let stops = null;

function stop(element) {
  return element.querySelector(":scope > summary, :scope > details > summary") || element;
}

function step(by) {
  stops ||= all("[data-row], .many").map(stop);
  let next = stops.indexOf(document.activeElement) + by;
  while (stops[next] && !stops[next].checkVisibility()) next += by;
  if (!stops[next]) return;
  stops[next].focus({ preventScroll: true });
  stops[next].scrollIntoView({ block: "center", behavior: "instant" });
}

function open() {
  const row = document.activeElement;
  if (!row.matches(".row")) return false;
  const link = row.querySelector("a");
  if (link) link.click();
  return true;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

document.addEventListener("keydown", (event) => {
  const isOff = keys.getAttribute("aria-pressed") !== "true";
  if (isOff || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  const isTyping = at === field;
  if (event.key === "Escape") {
    reset();
    if (isTyping) field.blur();
  } else if (event.key === "/" && !isTyping) {
    field.focus();
    field.select();
  } else if (isTyping && (event.key === "Enter" || event.key === "ArrowDown")) {
    narrow();
    field.blur();
    step(1);
  } else if (!isTyping && at !== choice && event.key in STEPS) {
    step(STEPS[event.key]);
  } else if (!(event.key === "Enter" && open())) {
    return;
  }
  event.preventDefault();
});

// On paper everything is open.

let closed = [];
addEventListener("beforeprint", () => {
  closed = all("main details:not([open])").filter((each) => each.matches(".scope, .many > details"));
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
});
if ("requestIdleCallback" in window) requestIdleCallback(() => { if (rows === null) read(); });
