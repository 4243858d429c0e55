// Single keys for going and finding. Off while typing, in dialogs, and when switched off.
const GO = { h: "home", c: "chat:home", t: "transactions:list", i: "transactions:inbox", d: "documents:list", f: "anomalies:list", m: "assistants:inbox", w: "feeds:news" };
let going = 0;

function isBusy(event) {
  if (document.documentElement.dataset.hotkeys === "off") return true;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return document.querySelector("dialog[open]") || event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function follow(view) {
  const id = `palette-${view.replace(":", "")}`;
  document.getElementById(id)?.querySelector("a").click();
}

function search() {
  const field = document.querySelector('main [data-key-search], main input[type="search"]');
  if (field) {
    field.focus();
    field.select?.();
  } else {
    document.getElementById("palette")?.showModal();
  }
}

const ACTIONS = {
  "?": () => document.getElementById("hotkeys-help").showModal(),
  "/": search,
  n: () => (document.querySelector("main [data-key-new]") || document.querySelector("[data-key-new]"))?.click(),
  g: () => { going = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (isBusy(event) || event.defaultPrevented) return;
  const isSecond = Date.now() - going < 1200;
  going = 0;
  if (isSecond && GO[event.key]) {
    event.preventDefault();
    follow(GO[event.key]);
  } else if (ACTIONS[event.key]) {
    event.preventDefault();
    ACTIONS[event.key]();
  }
});
