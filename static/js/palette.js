// Ctrl/Cmd-K: go to any page, or ask.
const dialog = document.getElementById("palette");
const input = dialog.querySelector("input");
const options = [...dialog.querySelectorAll('[role="option"]')];
const ask = dialog.querySelector("[data-ask]");
let current = null;

const visible = () => options.filter((option) => !option.hidden);

function mark(option) {
  current?.removeAttribute("aria-selected");
  current = option || null;
  current?.setAttribute("aria-selected", "true");
  current?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", current?.id || "");
}

function filter() {
  const text = input.value.trim();
  const words = text.toLowerCase().split(/\s+/);
  for (const option of options) {
    if (option === ask) continue;
    const label = option.querySelector("span").textContent.toLowerCase();
    option.hidden = !words.every((word) => label.includes(word));
  }
  if (ask) {
    ask.hidden = !text;
    ask.querySelector("[data-ask-text]").textContent = text;
    ask.querySelector("a").href = `${ask.dataset.ask}?q=${encodeURIComponent(text)}`;
  }
  mark(visible()[0]);
}

function move(step) {
  const list = visible();
  mark(list[(list.indexOf(current) + step + list.length) % list.length]);
}

input.addEventListener("input", filter);
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    current?.querySelector("a").click();
  }
});
dialog.addEventListener("close", () => { input.value = ""; });
new MutationObserver(() => { if (dialog.open) filter(); }).observe(dialog, { attributeFilter: ["open"] });

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else if (!document.querySelector("dialog[open]")) dialog.showModal();
});
