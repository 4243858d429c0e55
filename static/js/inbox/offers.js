// Offers while typing: `/` a ready text, `@` a colleague in a note.
const texts = new Map();
let shown = [];
let at = 0;
let range = null;

const area = () => document.getElementById("composer-text");
const panel = () => document.querySelector("[data-offers]");

async function ready(form) {
  if (!texts.has(form.dataset.key)) {
    const answer = await fetch(form.dataset.canned, { headers: { Accept: "application/json" } });
    texts.set(form.dataset.key, answer.ok ? (await answer.json()).texts : []);
  }
}

function hide() {
  shown = [];
  if (panel()) panel().hidden = true;
  area()?.removeAttribute("aria-activedescendant");
}

function draw() {
  const box = panel();
  box.replaceChildren(...shown.map((offer, place) => {
    const item = document.createElement("li");
    item.id = `offer-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === at));
    const name = document.createElement("strong");
    name.textContent = offer.name;
    const said = document.createElement("span");
    said.textContent = offer.said;
    item.append(name, said);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(place); });
    return item;
  }));
  box.hidden = !shown.length;
  if (shown.length) area().setAttribute("aria-activedescendant", `offer-${at}`);
  box.children[at]?.scrollIntoView({ block: "nearest" });
}

function choose(place) {
  const offer = shown[place];
  const box = area();
  box.setRangeText(offer.text, range[0], range[1], "end");
  if (offer.key) box.form.elements.canned.value = offer.key;
  hide();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function colleagues(form, typed) {
  const names = JSON.parse(form.querySelector("[data-colleagues]").textContent);
  return names.filter((name) => name.toLowerCase().startsWith(typed)).map((name) => ({ name: `@${name}`, said: "", text: `@${name} ` }));
}

function canned(form, typed) {
  const all = texts.get(form.dataset.key) || [];
  const fits = (one) => one.key.includes(typed) || one.title.toLowerCase().includes(typed);
  return all.filter(fits).map((one) => ({ name: `/${one.key}`, said: `${one.title} · ${one.text.slice(0, 90)}`, text: one.text, key: one.key }));
}

document.addEventListener("input", async (event) => {
  if (event.target.id !== "composer-text") return;
  const box = event.target;
  const before = box.value.slice(0, box.selectionStart);
  const slash = before.match(/(?:^|\s)\/([\w-]*)$/);
  const mention = box.form.elements.kind.value === "note" && before.match(/(?:^|\s)@([\w]*)$/);
  if (!slash && !mention) return hide();
  const typed = (slash || mention)[1].toLowerCase();
  range = [box.selectionStart - typed.length - 1, box.selectionStart];
  if (slash) await ready(box.form);
  if (box.value.slice(0, box.selectionStart) !== before) return null; // somebody typed on meanwhile
  shown = (slash ? canned(box.form, typed) : colleagues(box.form, typed)).slice(0, 8);
  at = 0;
  return draw();
});

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "composer-text" || !shown.length) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const takes = (event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab";
  if (!step && !takes && event.key !== "Escape") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (step) { at = (at + step + shown.length) % shown.length; draw(); }
  else if (takes) choose(at);
  else hide();
}, true);

document.addEventListener("focusout", (event) => { if (event.target.id === "composer-text") hide(); });
