// Theme and privacy change at once; the server remembers them.
const root = document.documentElement;

function apply(name, value, form) {
  if (name === "theme") root.dataset.theme = value;
  if (name === "privacy_mode") root.dataset.privacy = value === "true" ? "on" : "off";
  for (const button of document.querySelectorAll(`form[data-preferences] button[name="${name}"]`)) {
    if (name === "theme") button.setAttribute("aria-pressed", String(button.value === value));
    else {
      button.setAttribute("aria-pressed", value);
      button.value = value === "true" ? "false" : "true";
    }
  }
  return form;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-preferences]");
  const button = event.submitter;
  if (!form || !button?.name) return;
  event.preventDefault();
  const body = new FormData(form);
  body.set(button.name, button.value);
  apply(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    window.lumenToast(document.getElementById("toasts").dataset.unsaved, "warning");
  }
});
