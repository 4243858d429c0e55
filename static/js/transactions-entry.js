// Keyboard-first entry: Enter saves, Shift-Enter saves and starts another, focus returns to the amount.
let wantsAnother = false;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-entry]");
  const dialog = link && document.getElementById(link.dataset.entry);
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("[name=amount]")?.focus();
  }
  if (event.target.closest("[data-entry-form] [type=submit]")) {
    wantsAnother = Boolean(event.target.closest("[data-again]"));
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-entry-form]");
  if (!form || event.key !== "Enter" || !event.shiftKey || event.target.tagName === "TEXTAREA") return;
  event.preventDefault();
  wantsAnother = true;
  form.requestSubmit(form.querySelector("[data-again]"));
});

document.body.addEventListener("transaction-saved", (event) => {
  window.lumenToast?.(event.detail.text, "success");
  const form = document.querySelector("dialog[open] [data-entry-form]");
  if (!form) return;
  const day = form.elements.booked_on.value;
  form.reset();
  if (wantsAnother) {
    form.elements.booked_on.value = day;
    form.elements.amount.focus();
  } else {
    form.closest("dialog").close();
  }
  wantsAnother = false;
});

// after a refused entry the first field with an error has the focus
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "quick-entry-body") return;
  const wrong = event.target.querySelector("[aria-invalid=true]");
  (wrong || event.target.querySelector("[name=amount]"))?.focus();
});

function showBase() {
  const box = document.querySelector("[data-base-amount]");
  const currency = box?.closest("form").elements.currency.value.trim().toUpperCase();
  if (box) box.hidden = currency.length < 3 || currency === box.dataset.base;
}

document.addEventListener("input", (event) => {
  if (event.target.name === "currency") showBase();
});
