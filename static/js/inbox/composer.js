// The box below the thread: to whom, what is kept when leaving, changing a proposed reply, sending.
const form = () => document.querySelector("[data-composer]");
const me = document.querySelector("[data-inbox]")?.dataset.me;
const keyOf = (box) => `lumen-words:${me}:${box.dataset.key}`;

export function setKind(kind) {
  const box = form();
  if (!box) return;
  box.querySelector(`input[name="kind"][value="${kind}"]`).checked = true;
  dress(box);
  box.elements.text.focus();
}

function dress(box) {
  const isNote = box.elements.kind.value === "note";
  const area = box.elements.text;
  box.classList.toggle("is-note", isNote);
  area.dataset.replyPlaceholder ??= area.placeholder;
  area.placeholder = isNote ? area.dataset.notePlaceholder : area.dataset.replyPlaceholder;
  const word = box.querySelector("[data-send-word]");
  word.dataset.sendWordReply ??= word.textContent;
  word.textContent = isNote ? word.dataset.noteWord : word.dataset.sendWordReply;
  box.querySelector("[data-send-resolve]").hidden = isNote;
  box.querySelector("[data-editing]").hidden = !box.elements.draft.value || isNote;
}

function keep(box) {
  const text = box.elements.text.value;
  if (text.trim()) {
    const words = { text, kind: box.elements.kind.value, draft: box.elements.draft.value, version: box.elements.version.value };
    localStorage.setItem(keyOf(box), JSON.stringify(words));
  } else localStorage.removeItem(keyOf(box));
  box.querySelector("[data-kept]").hidden = !text.trim();
}

function bringBack() {
  const box = form();
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "true";
  const kept = JSON.parse(localStorage.getItem(keyOf(box)) || "null");
  if (kept) {
    box.elements.text.value = kept.text;
    box.elements.kind.value = kept.kind;
    box.elements.draft.value = kept.draft || "";
    box.elements.version.value = kept.version || "";
    box.querySelector("[data-kept]").hidden = false;
  }
  dress(box);
}

export function editDraft() {
  const [box, draft] = [form(), document.getElementById("draft")];
  const proposed = draft?.querySelector("[data-draft-source]")?.content.textContent;
  if (!box || !proposed) return;
  box.dataset.before = box.elements.text.value;
  box.dataset.proposed = proposed;
  box.elements.text.value = proposed;
  box.elements.draft.value = draft.dataset.draft;
  box.elements.version.value = draft.dataset.version;
  setKind("reply");
  keep(box);
}

function stopEditing(box) {
  box.elements.draft.value = "";
  box.elements.version.value = "";
  // what was proposed goes again; what was made of it stays
  if (box.elements.text.value === box.dataset.proposed) box.elements.text.value = box.dataset.before;
  dress(box);
  keep(box);
}

document.addEventListener("input", (event) => {
  if (event.target.id === "composer-text") keep(event.target.form);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-kind]")) { dress(form()); keep(form()); form().elements.text.focus(); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-edit-draft]")) editDraft();
  if (event.target.closest("[data-stop-editing]")) stopEditing(form());
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "composer-text" || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  const isNote = form().elements.kind.value === "note";
  form().querySelector(event.shiftKey && !isNote ? "[data-send-resolve]" : "[data-send]").click();
});
document.body.addEventListener("composer-sent", () => {
  const box = form();
  localStorage.removeItem(keyOf(box));
  for (const name of ["text", "draft", "version", "canned"]) box.elements[name].value = "";
  box.elements.kind.value = "reply";
  dress(box);
  box.querySelector("[data-kept]").hidden = true;
});
document.body.addEventListener("htmx:afterSettle", bringBack);
bringBack();
