// The list beside its preview: a row that is chosen by click or key is shown at once.
const WIDE = window.matchMedia("(min-width: 64rem)");
const pane = () => document.getElementById("paper-preview");
let shown = "";
let timer = 0;

function load(row, isChosen = true) {
  const url = row?.dataset.preview;
  if (!url || url === shown || !WIDE.matches || !pane()) return;
  shown = url;
  // the log of searches learns what a person looked at
  const full = isChosen && url.includes("&q=") ? `${url}&chosen=1` : url;
  window.htmx.ajax("GET", full, { target: "#paper-preview", swap: "innerHTML" });
}

function choose(row) {
  document.querySelector("[data-rows] [data-current]")?.removeAttribute("data-current");
  row.dataset.current = "";
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  load(row);
}

// j and k move the mark (rows.js): the preview follows when it rests
const watcher = new MutationObserver((changes) => {
  const row = changes.map((change) => change.target).find((each) => "current" in each.dataset);
  if (!row) return;
  clearTimeout(timer);
  timer = setTimeout(() => load(row), 90);
});
watcher.observe(document.body, { subtree: true, attributeFilter: ["data-current"] });

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#paper-list [data-preview]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest("button, input, select, label, form, summary")) return;
  if (WIDE.matches) {
    event.preventDefault();
    choose(row);
  } else if (!event.target.closest("a")) {
    location.assign(row.dataset.href);
  }
});

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest?.("#paper-list [data-preview]");
  if (row && WIDE.matches && !event.target.closest("button, input, label")) location.assign(row.dataset.href);
});

// Enter opens the row, which a click on its link would only preview
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("#paper-list [data-preview]");
  if (event.key !== "Enter" || !row || event.target !== row || !WIDE.matches) return;
  event.preventDefault();
  event.stopPropagation();
  location.assign(row.dataset.href);
}, true);

function first() {
  const row = document.querySelector("#paper-list [data-current][data-preview], #paper-list [data-preview]");
  if (row && pane() && WIDE.matches) {
    load(row, false);
    row.dataset.current = "";
  }
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "paper-list") return;
  const kept = document.querySelector(`#paper-list [data-preview="${CSS.escape(shown)}"]`);
  if (kept) kept.dataset.current = "";
  else first();
});

// short addresses
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches?.("[data-filters]")) return;
  const given = event.detail.parameters;
  for (const [name, value] of [...Object.entries(given)]) {
    if (value === "" || (Array.isArray(value) && !value.join(""))) delete given[name];
  }
});

first();

// a fetched link brings its own line
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "intake-lines") return;
  document.getElementById("intake-link")?.close();
  document.body.dispatchEvent(new CustomEvent("papers-arrived"));
});
