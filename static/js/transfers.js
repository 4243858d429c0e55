// Answering proposals by keyboard: y and n press the buttons of the current row.
document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.hotkeys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const row = document.querySelector("[data-rows] [data-current]");
  const button = row?.querySelector(`[data-answer="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.click();
}, { capture: true });
