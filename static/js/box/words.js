// What the box says, in the page's language, and where it says it.
export const form = document.querySelector("[data-box]");
export const box = form?.querySelector("[data-ask]");
const kept = document.getElementById("box-words")?.dataset ?? {};

export const address = (name) => kept[`${name}Url`] ?? "";
export const number = (name) => Number(kept[name]);
export const isSet = (name) => kept[name] === "yes";

export function words(name, facts = {}) {
  return (kept[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}

// a sentence below the box that a screen reader says at once
export function complain(sentence) {
  const place = document.getElementById("ask-problem");
  if (place) place.textContent = sentence;
}

// what happens, said politely and not shown
export function announce(sentence) {
  const place = document.getElementById("box-announcer");
  if (place) place.textContent = sentence;
}

export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

// the `detail` of a refusal, or a sentence of ours
export async function detailOf(response, otherwise) {
  try {
    return (await response.json()).detail || words(otherwise);
  } catch {
    return words(otherwise);
  }
}
