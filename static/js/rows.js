// Keyboard and selection in any `data-rows` table or list; the bulk bar counts.
const ROW = "tbody tr:not(.group-row), li[data-href], li[data-row]";
let anchor = null;

const tables = () => [...document.querySelectorAll("[data-rows]")];
const rowsOf = (table) => [...table.querySelectorAll(ROW)];
const boxesOf = (table) => [...table.querySelectorAll("input[data-select]")];
// rows may stand outside their form and name it
const scopeOf = (inside) => inside.closest("form:has(input[data-select])") || document;
const currentRow = () => document.querySelector("[data-rows] [data-current]");

function setCurrent(row) {
  currentRow()?.removeAttribute("data-current");
  if (!row) return;
  row.dataset.current = "";
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const rows = tables().flatMap(rowsOf);
  const index = rows.indexOf(currentRow());
  setCurrent(rows[Math.max(0, Math.min(rows.length - 1, index + step))]);
}

function open(row) {
  const link = row.querySelector("a[data-open]") || row.querySelector("a[href]");
  if (link) link.click();
  else if (row.dataset.href) location.assign(row.dataset.href);
}

function count() {
  for (const bar of document.querySelectorAll("[data-bulk-bar]")) {
    const scope = scopeOf(bar);
    const boxes = [...scope.querySelectorAll("input[data-select]")];
    const ticked = boxes.filter((box) => box.checked).length;
    bar.hidden = ticked === 0;
    bar.querySelector("[data-bulk-count]").textContent = ticked;
    const all = scope.querySelector("input[data-select-all]");
    if (!all) continue;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-rows] input[data-select]");
  if (box) {
    const boxes = boxesOf(box.closest("[data-rows]"));
    if (event.shiftKey && boxes.includes(anchor)) {
      const [from, to] = [boxes.indexOf(anchor), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    anchor = box;
  }
  const clear = event.target.closest?.("[data-bulk-clear]");
  if (clear) scopeOf(clear).querySelectorAll("input[data-select]").forEach((each) => { each.checked = false; });
  if (box || clear) count();
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[data-select-all]")) {
    boxesOf(event.target.closest("[data-rows]") || document).forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches?.("input[data-select], input[data-select-all]")) count();
});

const KEYS = { j: () => move(1), k: () => move(-1), x: (row) => row?.querySelector("input[data-select]")?.click(), e: (row) => row && open(row), Enter: (row) => row && open(row) };

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.hotkeys === "off" || !tables().length || !KEYS[event.key]) return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const row = currentRow();
  if (event.key === "Enter" && event.target !== row) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  event.preventDefault();
  KEYS[event.key](row);
});

document.body.addEventListener("htmx:afterSettle", count);
count();
