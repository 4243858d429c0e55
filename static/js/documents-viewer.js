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

const passage = document.getElementById("passage");
const panel = passage?.closest(".papers-text");
if (panel && panel.scrollHeight > panel.clientHeight + 1) {
  panel.scrollTop += passage.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
} else if (panel?.matches(".papers-text-alone")) {
  passage.scrollIntoView({ block: "center", behavior: "instant" });
}
