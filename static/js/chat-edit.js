// Arguing with an answer by keyboard: menus of chips, editing a question, and where the focus goes after it.
let back = ""; // the chip whose menu was used

function closeMenu(menu) {
  menu?.removeAttribute("open");
}

document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.open) return;
  if (details.matches("[data-chip]")) details.querySelector("[data-chip-search]")?.focus();
  if (details.matches("[data-edit-question]")) {
    const box = details.querySelector("textarea");
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
}, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  const chip = event.target.closest?.("details[data-chip]");
  if (event.target.matches?.("form")) {
    back = chip?.querySelector("summary").id ?? "";
    closeMenu(event.target.closest("details[data-menu]"));
  }
});

document.addEventListener("htmx:load", (event) => {
  const added = event.detail.elt;
  const search = added.matches?.("[data-chip-search]") ? added : added.querySelector?.("details[open] [data-chip-search]");
  if (search?.closest("details[open]")) search.focus();
  // the question why a thumb is down would be hidden behind the box
  if (added.matches?.(".message")) added.querySelector(".reason fieldset")?.closest("form").scrollIntoView({ block: "nearest" });
  if (!back || !added.matches?.(".message")) return;
  // a part that was taken away has no chip to go back to
  (document.getElementById(back) ?? added.querySelector("[data-chip] summary"))?.focus();
  back = "";
});

// arrows move through the lines of an open menu
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-chip][open]");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [...menu.querySelectorAll("[data-chip-search], .menu-item")];
  const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, next))]?.focus();
});

// arrow up in an empty box edits the last question; Escape leaves it as it was
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowUp" && event.target.matches?.("[data-ask]") && !event.target.value) {
    const last = [...document.querySelectorAll("[data-edit-question]")].at(-1);
    if (!last) return;
    event.preventDefault();
    last.open = true;
  }
  const editing = event.target.closest?.("[data-edit-question]");
  if (event.key === "Escape" && editing?.open) leave(event, editing);
});

function leave(event, editing) {
  event.preventDefault();
  editing.querySelector("form").reset();
  editing.open = false;
  document.querySelector("[data-ask]")?.focus();
}

document.addEventListener("click", (event) => {
  const cancel = event.target.closest?.("[data-edit-cancel]");
  if (cancel) leave(event, cancel.closest("[data-edit-question]"));
});

// a proposal that was decided before, or has expired, says so where it stands
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target?.matches(".proposal") || ![409, 410].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// an edited question is on its way: back to the box
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "messages") document.querySelector("[data-ask]")?.focus();
});
