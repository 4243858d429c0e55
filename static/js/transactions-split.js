// The split editor: what is left while one types, the rest to distribute, parts added without a request.
const form = document.querySelector("[data-split]");
const cents = (text) => Math.round(Number(text) * 100);
const total = cents(form.dataset.split);
const parts = form.querySelector("[data-parts]");
const left = form.querySelector("[data-left]");
const shares = () => [...parts.querySelectorAll("[data-share]")];
const money = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "currency", currency: form.dataset.currency });
const shown = (value) => money.format(value / 100);

function read(input) {
  const text = input.value.replace(/[\s,₹$€£]/g, "");
  if (!text) return null;
  const number = Number(text.replace("%", ""));
  if (Number.isNaN(number)) return Number.NaN;
  return text.endsWith("%") ? Math.round((total * number) / 100) : Math.round(number * 100);
}

const rest = () => total - shares().reduce((sum, input) => sum + (read(input) || 0), 0);

function tell() {
  const open = rest();
  const empty = shares().filter((input) => !input.value.trim());
  for (const input of shares()) input.placeholder = empty.length === 1 && input === empty[0] && open > 0 ? (open / 100).toFixed(2) : input.dataset.hint;
  left.classList.toggle("is-over", open < 0);
  left.classList.toggle("is-done", open === 0);
  if (open === 0) left.textContent = left.dataset.done;
  else left.textContent = open < 0 ? `${left.dataset.over} ${shown(-open)}` : `${left.dataset.words} ${shown(open)}`;
}

function write(inputs, amount) {
  const each = Math.trunc(amount / inputs.length);
  inputs.forEach((input, at) => {
    const extra = at === inputs.length - 1 ? amount - each * inputs.length : 0;
    input.value = (((read(input) || 0) + each + extra) / 100).toFixed(2);
  });
  tell();
}

function fresh() {
  const part = parts.lastElementChild.cloneNode(true);
  for (const field of part.querySelectorAll("input, select")) field.value = "";
  parts.append(part);
  number();
  part.querySelector("select").focus();
  tell();
}

const number = () => parts.querySelectorAll("[data-remove-part]").forEach((button, at) => { button.value = String(at); });

for (const input of shares()) input.dataset.hint = input.placeholder;
form.querySelectorAll("[data-spread], [data-even]").forEach((button) => { button.hidden = false; });
form.addEventListener("input", tell);
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-add-part]")) {
    event.preventDefault();
    fresh();
  } else if (button.matches("[data-remove-part]")) {
    event.preventDefault();
    if (parts.children.length > 2) button.closest("[data-part]").remove();
    else button.closest("[data-part]").querySelectorAll("input, select").forEach((field) => { field.value = ""; });
    number();
    tell();
  } else if (button.matches("[data-spread]")) {
    const empty = shares().filter((input) => !input.value.trim());
    write(empty.length ? empty : shares(), rest());
  } else if (button.matches("[data-even]")) {
    for (const input of shares()) input.value = "";
    write(shares(), total);
  }
});
tell();
