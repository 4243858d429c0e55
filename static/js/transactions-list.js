// The list: short addresses, quiet refreshes. `bulk.js` does ticked rows and undo.
const list = () => document.getElementById("transaction-table");
let isStale = false;

document.documentElement.classList.add("scripted");

document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches?.("[data-filters]")) return;
  const given = event.detail.parameters;
  for (const [name, value] of [...Object.entries(given)]) {
    if (value === "" || (Array.isArray(value) && !value.join(""))) delete given[name];
  }
});

const isBusy = () => Boolean(list()?.querySelector("[data-editor], input[data-select]:checked"));

// a live event must not take ticked rows or an open editor away
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const cause = event.detail.requestConfig.triggeringEvent;
  if (!event.target.matches?.("[data-live-list]") || !cause?.type.startsWith("live-") || !isBusy()) return;
  event.preventDefault();
  isStale = true;
});

// a refreshed list keeps the place: the marked row, and what had the focus
let place = null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "transaction-table") return;
  const active = document.activeElement;
  const row = active?.closest?.("tr[id]") || document.querySelector("tr[data-current]");
  place = row && { id: row.id, edit: active?.dataset?.edit, isCurrent: "current" in row.dataset, hadFocus: row.contains(active) };
});
document.body.addEventListener("htmx:afterSettle", () => {
  const row = place && document.getElementById(place.id);
  if (row) {
    if (place.isCurrent) row.dataset.current = "";
    const cell = place.edit && row.querySelector(`[data-edit="${place.edit}"]`);
    if (place.hadFocus && !row.contains(document.activeElement)) {
      row.tabIndex = -1;
      (cell || row).focus({ preventScroll: true });
    }
  }
  place = null;
});

function catchUp() {
  if (!isStale || isBusy() || !list()) return;
  isStale = false;
  window.htmx.ajax("GET", list().getAttribute("hx-get"), { target: "#transaction-table", swap: "outerHTML" });
}

document.addEventListener("change", () => setTimeout(catchUp, 300));
document.body.addEventListener("transaction-edit-closed", () => setTimeout(catchUp, 300));
