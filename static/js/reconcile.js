// Ticks add up at once and are kept a moment later, in batches; space ticks the current row.
const form = document.querySelector("[data-reconcile]");
const boxes = () => [...form.querySelectorAll("input[data-select]")];
const locale = form.dataset.currency === "INR" ? "en-IN" : document.documentElement.lang || "en";
const money = new Intl.NumberFormat(locale, { style: "currency", currency: form.dataset.currency });
const shown = (value) => `${value > 0 ? "+" : ""}${money.format(value / 100).replace("-", "−")}`;
const cents = (text) => Math.round(Number(text) * 100);
const BATCH = 400;
const kept = new Map(boxes().map((box) => [box.value, box.checked]));
let isBusy = false;
let timer = 0;
let waiting = null;

form.querySelector("[data-without-script]").hidden = true;

function add() {
  const sums = document.querySelector(".reconcile-sums");
  const ticked = boxes().filter((box) => box.checked);
  const cleared = ticked.reduce((sum, box) => sum + cents(box.dataset.worth), cents(sums.dataset.before));
  const difference = cents(sums.dataset.balance) - cleared;
  sums.querySelector("[data-count]").textContent = ticked.reduce((sum, box) => sum + Number(box.dataset.many || 1), 0);
  sums.querySelector("[data-cleared] .amount").textContent = shown(cleared);
  sums.querySelector("[data-difference] .amount").textContent = shown(difference);
  sums.querySelector("[data-finish]").disabled = difference !== 0;
}

function show(status) {
  const isOpen = document.querySelector("[data-hints]")?.open;
  document.getElementById("reconcile-status").outerHTML = status;
  document.querySelector("[data-hints]")?.toggleAttribute("open", Boolean(isOpen));
}

const changed = () => boxes().filter((box) => kept.get(box.value) !== box.checked);

async function keep() {
  if (isBusy) return;
  const batch = changed().slice(0, BATCH);
  if (!batch.length) {
    if (waiting) document.querySelector(`form[data-wait-for-ticks][action="${CSS.escape(waiting)}"]`)?.requestSubmit();
    waiting = null;
    return;
  }
  isBusy = true;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  for (const box of batch) body.append(box.checked ? "on" : "off", box.value);
  const sent = batch.map((box) => [box.value, box.checked]);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    for (const [value, isOn] of sent) kept.set(value, isOn);
    if (!changed().length) show(await answer.text());
  } catch {
    waiting = null;
    location.reload();
    return;
  } finally {
    isBusy = false;
  }
  keep();
}

function soon() {
  add();
  clearTimeout(timer);
  timer = setTimeout(keep, 300);
}

form.addEventListener("change", soon);
form.addEventListener("click", (event) => {
  if (event.target.closest("input[data-select]")) soon();
  if (!event.target.closest("[data-tick-all]")) return;
  event.preventDefault();
  const isOn = boxes().some((box) => !box.checked);
  for (const box of boxes()) box.checked = isOn;
  soon();
});

document.addEventListener("click", (event) => {
  const box = document.getElementById(`tick-${event.target.closest("[data-toggles]")?.dataset.toggles}`);
  if (!box) return;
  box.checked = !box.checked;
  soon();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-wait-for-ticks]") || (!changed().length && !isBusy)) return;
  event.preventDefault();
  waiting = event.target.getAttribute("action");
  keep();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || document.documentElement.dataset.hotkeys === "off" || !event.target.matches("tr[data-current]")) return;
  event.preventDefault();
  event.target.querySelector("input[data-select]").click();
});

addEventListener("beforeunload", (event) => { if (isBusy || changed().length) event.preventDefault(); });
add();
