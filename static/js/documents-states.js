// Rows of papers that are being read change in place; a new paper brings the list again.
const list = () => document.getElementById("paper-list");
const due = new Set();
let timer = 0;
let isStale = false;

const isBusy = () => Boolean(list()?.querySelector("input[data-select]:checked, details[open], input[type=password]:focus"));
const isSearching = () => Boolean(list()?.querySelector(".paper-hits"));

function refresh() {
  if (isBusy()) { isStale = true; return; }
  isStale = false;
  window.htmx.ajax("GET", list().dataset.here, { target: "#paper-list", swap: "outerHTML" });
}

function ask() {
  timer = 0;
  if (!list() || !due.size) return;
  const ids = [...due];
  due.clear();
  const known = ids.filter((id) => document.getElementById(`paper-${id}`));
  if (known.length < ids.length && !isSearching()) { refresh(); return; }
  if (!known.length) return;
  const query = new URLSearchParams(known.map((id) => ["id", id]));
  window.htmx.ajax("GET", `${list().dataset.states}?${query}`, { target: "#paper-list", swap: "none" });
}

function soon(wait = 600) {
  timer ||= setTimeout(ask, wait);
}

document.body.addEventListener("live-document", (event) => {
  if (event.detail.id) due.add(event.detail.id);
  else if (list() && !isSearching()) { due.add("several"); }
  soon();
});

document.body.addEventListener("papers-arrived", () => { due.add("new"); soon(200); });

// a row that comes again keeps its tick and its mark
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (!target?.matches?.("[data-paper]")) return;
  const fresh = fragment.querySelector(`#${CSS.escape(target.id)}`);
  const box = fresh?.querySelector("input[data-select]");
  if (box && target.querySelector("input[data-select]:checked")) box.checked = true;
  if (fresh && "current" in target.dataset) fresh.dataset.current = "";
  const typed = target.querySelector("input[type=password]");
  if (typed && typed === document.activeElement && fresh?.querySelector("input[type=password]")) event.detail.shouldSwap = false;
});

document.addEventListener("change", () => { if (isStale) setTimeout(refresh, 300); });

// without the live socket the rows are asked now and then
setInterval(() => {
  if (document.body.dataset.live === "on") return;
  document.querySelectorAll("[data-unfinished]").forEach((row) => due.add(row.dataset.paper));
  if (due.size) soon();
}, 4000);
