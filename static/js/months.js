// [ and ] step through months.
document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.hotkeys === "off" || event.ctrlKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  document.querySelector(`[data-month-step="${CSS.escape(event.key)}"]`)?.click();
});
