// Searching in what is said.
const box = () => document.querySelector("[data-recording]");

function search(input) {
  const words = input.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const line of box().querySelectorAll("[data-line]")) {
    const text = line.querySelector("[data-words]").textContent.toLocaleLowerCase();
    const fits = words.every((word) => text.includes(word));
    line.hidden = !fits;
    found += fits;
  }
  const count = box().querySelector("[data-transcript-count]");
  count.textContent = !words.length ? "" : found ? `${found} ${count.dataset.some}` : count.dataset.none;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-transcript-search]")) search(event.target);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-transcript-search]")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    box().querySelector("[data-line]:not([hidden]) a")?.click();
  } else if (event.key === "Escape" && event.target.value) {
    event.target.value = "";
    search(event.target);
  }
});
