// The list: which row is open, which are ticked, and its place while it renews itself.
const inbox = document.querySelector("[data-inbox]");
const list = () => document.getElementById("inbox-list");
const rows = () => [...document.querySelectorAll("[data-enquiry-row]")];
const ticks = () => [...document.querySelectorAll("input[data-tick]")];
let anchor = null;
let kept = null;

export const openId = () => document.getElementById("enquiry")?.dataset.enquiry || "";
export const current = () => document.querySelector("[data-enquiry-row][data-current]");
export const ticked = () => ticks().filter((box) => box.checked).map((box) => box.value);

export function point(row) {
  current()?.removeAttribute("data-current");
  if (!row) return;
  row.dataset.current = "";
  row.scrollIntoView({ block: "nearest" });
}

export function move(step) {
  const all = rows();
  const at = all.indexOf(current() || document.querySelector(".enquiry.is-open"));
  point(all[Math.max(0, Math.min(all.length - 1, at + step))]);
}

export function leave(ids) {
  // the row goes at once; the answer of the server says whether it really did
  for (const id of ids) document.getElementById(`row-${id}`)?.classList.add("is-leaving");
}

function markOpen() {
  const id = openId();
  for (const row of rows()) {
    const isOpen = row.dataset.enquiryRow === id;
    row.classList.toggle("is-open", isOpen);
    const link = row.querySelector(".enquiry-link");
    if (isOpen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  inbox?.classList.toggle("has-enquiry", Boolean(id));
}

export function count() {
  const bar = document.querySelector("[data-inbox-bulk]");
  if (!bar) return;
  const n = ticked().length;
  bar.hidden = n === 0;
  bar.querySelector("[data-inbox-ticked]").textContent = n;
  inbox.classList.toggle("is-ticking", n > 0);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("input[data-tick]");
  if (box && event.shiftKey && anchor?.isConnected) {
    const all = ticks();
    const [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
  }
  if (box) anchor = box;
  const isClear = event.target.closest?.("[data-inbox-clear]");
  if (isClear) ticks().forEach((each) => { each.checked = false; });
  if (box || isClear) count();
  const pane = event.target.closest?.("[data-pane]");
  if (pane) inbox.dataset.pane = pane.dataset.pane;
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "inbox-list" || event.detail.requestConfig.triggeringEvent?.type !== "refresh") return;
  kept = { top: list().scrollTop, ticked: new Set(ticked()), row: current()?.id };
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "enquiry" || event.target.id === "enquiry") inbox.dataset.pane = "thread";
  if (kept && list()) {
    list().scrollTop = kept.top;
    ticks().forEach((box) => { box.checked = kept.ticked.has(box.value); });
    point(document.getElementById(kept.row));
    kept = null;
  }
  markOpen();
  count();
});

if (inbox) {
  markOpen();
  document.querySelector(".enquiry.is-open")?.scrollIntoView({ block: "nearest" });
}
