// The small controls: arrows in menus, topic and labels beside the thread, merging.
import { openId } from "./list.js";

const csrf = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const inbox = document.querySelector("[data-inbox]")?.dataset.url;

// in an open menu the arrows move
document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.(".inbox .menu-panel");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!panel || !step) return;
  event.preventDefault();
  const all = [...panel.querySelectorAll("button, a")];
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
});

function tell(field) {
  const values = { ids: openId(), change: field.dataset.changes, value: field.value, csrfmiddlewaretoken: csrf };
  field.blur();
  window.htmx.ajax("POST", `${inbox}change/`, { source: document.body, swap: "none", values });
}
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-changes]")) tell(event.target);
});
// Enter would press the first button of the form, which takes a label away
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("input[data-changes]")) return;
  event.preventDefault();
  if (event.target.value.trim()) tell(event.target);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-merge]")) return;
  event.preventDefault();
  event.target.closest("dialog").close();
  const values = { number: event.target.elements.number.value, csrfmiddlewaretoken: csrf };
  window.htmx.ajax("POST", `${inbox}${openId()}/merge/`, { target: "#composer-result", swap: "innerHTML", values });
}, true);
