// Cards by keyboard: j and k move, a approves, e edits, d dismisses; after a decision the next one waits.
const list = document.querySelector("[data-suggestions]");

const cards = () => [...list.querySelectorAll("[data-suggestion]")];
const current = () => document.activeElement?.closest?.("[data-suggestion]");
const isTyping = (target) => target.matches?.("input, textarea, select, [contenteditable]");

function move(step) {
  const all = cards();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const press = (name) => current()?.querySelector(`[data-suggestion-${name}]`)?.click();

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("approve"),
  d: () => press("dismiss"),
  e: () => current()?.querySelector("[data-suggestion-text]")?.focus(),
};

if (list) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.closest("[data-suggestion]")?.focus();
      return;
    }
    const isOff = document.documentElement.dataset.hotkeys === "off" || event.ctrlKey || event.metaKey || event.altKey;
    if (isOff || isTyping(event.target) || !KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  }, true);

  let decided = null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    decided = event.detail.target?.matches?.("[data-suggestion]") ? event.detail.target.id : null;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const card = decided && document.getElementById(decided);
    decided = null;
    if (!card) return;
    const rest = cards().slice(cards().indexOf(card) + 1).find((one) => !one.classList.contains("is-decided"));
    (rest ?? card).focus();
  });
}
