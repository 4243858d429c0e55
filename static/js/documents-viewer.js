// Turns pages and steps through passages by key, and brings the cited passage into view.
const viewer = () => document.querySelector("[data-document-viewer]");

function isTyping(event) {
  if (document.documentElement.dataset.hotkeys === "off") return true;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.defaultPrevented) return;
  const link = viewer()?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

document.getElementById("passage")?.scrollIntoView({ block: "center", behavior: "instant" });
