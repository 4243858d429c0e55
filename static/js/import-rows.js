// Rows of an import: ticks are saved as they change, s and a decide, Escape leaves a correction.
const WAIT = 150;
let timer = 0;

const table = () => document.querySelector("table.import-rows");
const changed = () => [...table().querySelectorAll("input[data-line]")].filter((box) => (box.checked ? "on" : "off") !== box.dataset.was);

function send(boxes, included) {
  if (!boxes.length) return;
  for (const box of boxes) {
    box.dataset.was = included ? "on" : "off";
    box.closest("tr").classList.toggle("is-left-out", !included);
  }
  const values = { line: boxes.map((box) => box.dataset.line) };
  if (included) values.included = "on";
  window.htmx.ajax("POST", table().dataset.includeUrl, { target: "#import-numbers", swap: "outerHTML", values });
}

function save() {
  const boxes = changed();
  send(boxes.filter((box) => box.checked), true);
  send(boxes.filter((box) => !box.checked), false);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

document.addEventListener("click", (event) => {
  const brings = event.target.closest("[data-ticks]");
  if (brings) {
    const box = document.getElementById(brings.dataset.ticks);
    box.checked = true;
    brings.remove();
    box.focus();
  }
  if (brings || event.target.matches("input[data-line]")) later();
});

document.addEventListener("keydown", (event) => {
  const edit = event.target.closest("[data-import-edit]");
  if (edit && event.key === "Escape") {
    event.stopPropagation();
    edit.querySelector("[data-cancel]").click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.hotkeys === "off") return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const row = document.querySelector("tr[data-current]");
  row?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});

// the row that comes back keeps its place in the keyboard's walk
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (row?.matches?.("tr[id^='row-']")) window.importCurrent = "current" in row.dataset || row.contains(document.activeElement) ? row.id : "";
});

document.body.addEventListener("htmx:afterSettle", () => {
  const row = window.importCurrent && document.getElementById(window.importCurrent);
  window.importCurrent = "";
  if (!row) return;
  const field = row.querySelector("[data-import-edit] input:not([type=hidden])");
  document.querySelector("tr[data-current]")?.removeAttribute("data-current");
  row.dataset.current = "";
  row.tabIndex = -1;
  (field || row).focus({ preventScroll: true });
});
