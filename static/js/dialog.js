// Dialogs, menus and small form habits, all by data attributes.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    opener.closest("details[data-menu]")?.removeAttribute("open");
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  // a click on the backdrop lands on the dialog itself
  if (event.target instanceof HTMLDialogElement) event.target.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

// htmx answers may ask to close their dialog: HX-Trigger: close-dialog
document.body.addEventListener("close-dialog", () => {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const area = event.target.closest?.("textarea[data-enter-submits]");
  if (!area || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (area.value.trim()) area.form.requestSubmit();
});

document.addEventListener("input", (event) => {
  const area = event.target.closest?.("textarea[data-grow]");
  if (!area || CSS.supports("field-sizing", "content")) return;
  area.rows = Math.min(10, area.value.split("\n").length);
});

function zoneOf(event) {
  return event.target.closest?.("[data-dropzone]");
}

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", name === "dragenter" || name === "dragover");
    const input = zone.querySelector('input[type="file"]');
    if (name !== "drop" || !input || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveal);
  const isShown = field.type === "text";
  field.type = isShown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!isShown));
});

document.querySelector(".settings-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
