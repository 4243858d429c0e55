// The page of a paper: keys, zoom, turning, and the cited passage brought into view.
const view = () => document.querySelector("[data-viewer]");
const ZOOMS = ["fit", "1", "1.5", "2", "3"];

function isTyping(event) {
  if (document.documentElement.dataset.hotkeys === "off") return true;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return document.querySelector("dialog[open]") || event.target.closest?.("input:not([type=checkbox]), textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches?.("[data-fact]")) {
    event.target.value = event.target.defaultValue;
    event.target.blur();
    return;
  }
  if (isTyping(event) || event.defaultPrevented) return;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary, input")) return;
  const what = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!what) return;
  event.preventDefault();
  if (what.matches("input, select, textarea")) { what.focus(); what.select?.(); } else what.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-zoom-by], [data-turn]");
  const frame = button && view()?.querySelector("[data-frame]");
  if (!frame) return;
  if (button.dataset.turn) {
    frame.dataset.turned = String((Number(frame.dataset.turned || 0) + 90) % 360);
  } else {
    const at = ZOOMS.indexOf(frame.dataset.zoom || "fit") + Number(button.dataset.zoomBy);
    frame.dataset.zoom = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))];
  }
  sessionStorage.setItem("paper-zoom", frame.dataset.zoom || "fit");
});

function markStrip() {
  const number = view()?.dataset.number;
  for (const link of document.querySelectorAll("[data-strip] a")) {
    const isHere = link.dataset.page === number;
    if (isHere) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    else link.removeAttribute("aria-current");
  }
}

function settle() {
  const frame = view()?.querySelector("[data-frame]");
  const zoom = sessionStorage.getItem("paper-zoom");
  if (frame && zoom) frame.dataset.zoom = zoom;
  const passage = document.getElementById("passage");
  const panel = passage?.closest("[data-scrolls]");
  if (panel && panel.scrollHeight > panel.clientHeight + 1) {
    panel.scrollTop += passage.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  } else if (passage && !frame) {
    passage.scrollIntoView({ block: "center", behavior: "instant" });
  }
  const top = Number(frame?.dataset.top || 0);
  const picture = frame?.querySelector("img");
  if (top && picture) frame.scrollTop = top * picture.getBoundingClientRect().height - frame.clientHeight / 3;
  markStrip();
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (["paper-view", "paper-list"].includes(event.target.id)) settle();
});
settle();
