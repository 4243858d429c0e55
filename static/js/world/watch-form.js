// The form of a watch shows the fields that its kind has.
const form = document.querySelector("[data-watch-form]");

function fit() {
  const kind = form.elements.kind.value;
  const day = form.elements.day.value;
  for (const part of form.querySelectorAll("[data-for]")) {
    const isFor = part.dataset.for.split(" ").includes(kind);
    part.hidden = !isFor || (part.dataset.forDay !== undefined && part.dataset.forDay !== day);
  }
  const change = form.elements.condition.querySelector('option[value="change"]');
  change.hidden = change.disabled = kind === "temperature";
  if (change.selected && change.disabled) form.elements.condition.value = "above";
}

form.addEventListener("change", fit);
fit();
