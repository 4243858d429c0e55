// News: o opens the original and marks it read, m turns read around; a hint says when something came.
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
const currentRow = () => document.querySelector("[data-rows] [data-current]");
const formOf = (row) => row?.querySelector("form[data-read]");

function count(feed, step) {
  for (const badge of document.querySelectorAll(`[data-unread="all"], [data-unread="${CSS.escape(feed)}"]`)) {
    badge.textContent = Math.max(0, Number(badge.textContent) + step);
    badge.hidden = badge.textContent === "0";
  }
}

function show(row, isRead) {
  const form = formOf(row);
  form.dataset.isRead = isRead ? "1" : "0";
  form.elements.read.value = isRead ? "0" : "1";
  form.querySelector("button").setAttribute("aria-pressed", String(isRead));
  row.classList.toggle("is-read", isRead);
  count(row.dataset.feed, isRead ? -1 : 1);
}

async function mark(row, isRead) {
  const form = formOf(row);
  if (!form || (form.dataset.isRead === "1") === isRead) return;
  show(row, isRead);
  const body = new URLSearchParams({ read: isRead ? "1" : "0" });
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  const answer = await fetch(form.action, { method: "POST", headers, body, keepalive: true }).catch(() => null);
  if (!answer?.ok) {
    show(row, !isRead);
    window.lumenToast?.(document.getElementById("toasts").dataset.offline, "error");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-read]");
  if (!form) return;
  event.preventDefault();
  mark(form.closest("li"), form.dataset.isRead !== "1");
});

for (const kind of ["click", "auxclick"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest?.("a[data-original]");
    if (link && event.button < 2) mark(link.closest("li"), true);
  });
}

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.hotkeys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const row = currentRow();
  if (!row || !["o", "m"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "m") mark(row, formOf(row).dataset.isRead !== "1");
  else row.querySelector("a[data-original]")?.click();
});

document.body.addEventListener("live-news", (event) => {
  const hint = document.querySelector("[data-news-fresh]");
  if (hint && event.detail?.new > 0 && document.querySelector(".news-entry")) hint.hidden = false;
});
