// Keys of triage.
import { count, current, leave, move, openId, ticked } from "./list.js";
import { editDraft, setKind } from "./composer.js";

const csrf = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const change = document.querySelector("[data-inbox]")?.dataset.url;

// what a key acts on: the ticked rows, else the row pointed at, else the open enquiry
function meant() {
  const ids = ticked();
  if (ids.length) return ids;
  const id = current()?.dataset.enquiryRow || openId();
  return id ? [id] : [];
}

function act(what) {
  const ids = meant();
  if (!ids.length) return;
  if (what === "resolve") leave(ids);
  if (current() && what === "resolve") move(1);
  window.htmx.ajax("POST", `${change}change/`, { source: document.body, swap: "none", values: { ids, do: what, csrfmiddlewaretoken: csrf } });
  document.querySelectorAll("input[data-tick]:checked").forEach((box) => { box.checked = false; });
  count();
}

function opens() {
  current()?.querySelector(".enquiry-link").click();
}

function menu(key) {
  const isOther = current() && current().dataset.enquiryRow !== openId();
  if (isOther) { opens(); return; }
  const found = document.querySelector(`[data-menu-key="${key}"]`);
  if (!found) return;
  found.open = true;
  found.querySelector(".menu-panel button")?.focus();
}

function focus(id) {
  const field = document.getElementById(id);
  if (!field) return;
  document.querySelector("[data-inbox]").dataset.pane = field.closest(".side") ? "details" : "thread";
  field.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: opens,
  Enter: opens,
  x: () => current()?.querySelector("input[data-tick]")?.click(),
  e: () => act("resolve"),
  a: () => act("take"),
  s: () => menu("s"),
  p: () => menu("p"),
  l: () => focus("side-label"),
  r: () => setKind("reply"),
  n: () => setKind("note"),
  d: editDraft,
  u: () => document.querySelector("#toasts [data-undo]")?.click(),
};

function rests(event) {
  if (document.documentElement.dataset.hotkeys === "off" || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open]") || event.isComposing) return true;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return true;
  return event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

// before the keys of every page, of which `n` would make a transaction
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "composer-text") event.target.blur();
  if (!KEYS[event.key] || rests(event)) return;
  event.preventDefault();
  KEYS[event.key]();
}, true);
