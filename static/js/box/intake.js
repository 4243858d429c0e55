// How papers come into the box: chosen, dropped, pasted; how they leave it: removed, or sent.
import { add, chips, isSending, renew, sendWhenThere, update } from "./papers.js";
import { address, announce, box, form, words } from "./words.js";

const zone = document.querySelector("[data-box][data-takes-papers]");
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
let depth = 0;

function over(isOver) {
  depth = isOver ? depth : 0;
  form.classList.toggle("is-over", isOver);
}

function watchDrops() {
  document.addEventListener("dragenter", (event) => { if (hasFiles(event)) { event.preventDefault(); depth += 1; over(true); } });
  document.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  document.addEventListener("dragleave", (event) => { if (hasFiles(event) && (depth -= 1) <= 0) over(false); });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(false);
    [...event.dataTransfer.files].forEach(add);
    box.focus();
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    files.forEach(add);
  });
}

function remove(chip) {
  const next = chip.nextElementSibling?.querySelector("[data-remove]") ?? box;
  const picture = chip.querySelector("img[src^='blob:']");
  if (picture) URL.revokeObjectURL(picture.src);
  chip.dispatchEvent(new CustomEvent("paper-removed"));
  chip.remove();
  announce(words("removed"));
  renew();
  next.focus();
}

// how far they are: told by the live channel, asked now and then where that is silent
let timer = 0;
async function ask() {
  timer = 0;
  const reading = chips().filter((chip) => chip.dataset.state === "reading");
  if (!reading.length) return;
  const query = new URLSearchParams(reading.map((chip) => ["id", chip.dataset.id]));
  const response = await fetch(`${address("attached")}?${query}`).catch(() => null);
  if (!response?.ok) return;
  const known = new Map((await response.json()).papers.map((paper) => [paper.id, paper]));
  for (const chip of reading) if (known.has(chip.dataset.id)) update(chip, known.get(chip.dataset.id));
}

if (form) {
  document.body.addEventListener("live-document", () => { timer ||= setTimeout(ask, 250); });
  setInterval(ask, 3000);
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-remove]")) remove(event.target.closest("[data-paper-chip]"));
    if (event.target.closest("[data-attach]")) form.querySelector("[data-files]").click();
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    event.stopPropagation();
    [...event.target.files].forEach(add);
    event.target.value = "";
    box.focus();
  });
  // papers may be asked about without words
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !box.value.trim() && !box.required) { event.preventDefault(); form.requestSubmit(); }
  });
  // what is still on its way is waited for; the question goes with it
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !isSending()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendWhenThere();
    announce(words("waits"));
  }, true);
  // once sent, papers stay what the conversation is about, until they are taken out
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form || !event.detail.successful) return;
    for (const chip of chips()) if (chip.dataset.id) chip.dataset.kept = ""; else chip.remove();
    renew();
  });
  renew();
}
if (zone) watchDrops();
