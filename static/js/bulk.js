// Below a list with ticked rows: all that match, Enter in a field of the bar, the ten seconds of an undo.
function chooseMatching(isOn) {
  const field = document.querySelector("[data-matching]");
  if (!field) return;
  field.value = isOn ? "1" : "";
  const said = document.querySelector("[data-matching-said]");
  if (said) said.hidden = !isOn;
  const button = document.querySelector("[data-select-matching]");
  if (button) button.hidden = isOn;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-select-matching]")) {
    const all = document.querySelector("input[data-select-all]");
    if (all && !all.checked) all.click();
    chooseMatching(true);
    const count = document.querySelector("[data-bulk-count]");
    if (count) count.textContent = document.querySelector(".bulk-matching").dataset.all;
  } else if (event.target.closest("input[data-select], input[data-select-all], [data-bulk-clear]")) {
    chooseMatching(false);
  }
});

// Enter in a field presses the button beside it, not the first of the form
document.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && document.getElementById(event.target.dataset?.enterPresses);
  if (!button) return;
  event.preventDefault();
  button.click();
});

function countDown(toast) {
  if (toast.dataset.counting) return;
  toast.dataset.counting = "true";
  setTimeout(() => { toast.hidden = true; }, Number(toast.dataset.undoSeconds) * 1000);
  // it stays in the page until its answer is in place, which may bring a toast of its own
  toast.addEventListener("submit", () => { toast.hidden = true; });
}

const watchUndo = () => document.querySelectorAll("[data-undo-seconds]").forEach(countDown);
new MutationObserver(watchUndo).observe(document.getElementById("toasts"), { childList: true });
watchUndo();

const address = new URL(location.href);
if (address.searchParams.has("undo")) {
  address.searchParams.delete("undo");
  history.replaceState(history.state, "", address);
}
