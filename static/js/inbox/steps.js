// Rows of steps: each action shows the one field it needs; rows are added and taken away.
function fit(step) {
  const chosen = step.querySelector("[data-step-action]").value;
  for (const field of step.querySelectorAll("[data-step-for]")) {
    const isMeant = field.dataset.stepFor.split(" ").includes(chosen);
    field.hidden = !isMeant;
    field.disabled = !isMeant;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-step-action]")) fit(event.target.closest("[data-step]"));
});

document.addEventListener("click", (event) => {
  const remove = event.target.closest("[data-step-remove]");
  const list = event.target.closest("[data-steps]")?.querySelector("[data-step-list]");
  if (remove && list.children.length > 1) remove.closest("[data-step]").remove();
  if (!event.target.closest("[data-step-add]")) return;
  const template = event.target.closest("[data-steps]").querySelector("[data-step-template]");
  list.append(template.content.cloneNode(true));
  const step = list.lastElementChild;
  fit(step);
  step.querySelector("[data-step-action]").focus();
});

document.querySelectorAll("[data-step]").forEach(fit);
