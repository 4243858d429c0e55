// How a person likes to speak and listen, kept in this browser only.
const KEY = "lumen-voice";
const USUAL = { aloud: false, browserHearing: false, browserVoice: false, language: "" };

function read() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...USUAL };
  }
}

export const choice = (name) => read()[name];

function show() {
  const chosen = read();
  for (const field of document.querySelectorAll("[data-choice]")) {
    if (field.type === "checkbox") field.checked = chosen[field.dataset.choice];
    else field.value = chosen[field.dataset.choice];
  }
}

document.addEventListener("change", (event) => {
  const field = event.target.closest?.("[data-choice]");
  if (!field) return;
  const value = field.type === "checkbox" ? field.checked : field.value;
  localStorage.setItem(KEY, JSON.stringify({ ...read(), [field.dataset.choice]: value }));
});

// what this browser cannot do is not offered
for (const field of document.querySelectorAll("[data-needs]")) {
  const isThere = field.dataset.needs.split(" ").some((name) => name in window);
  if (!isThere) field.hidden = true;
}
show();
