// Category and note change where they stand: Enter saves, Escape undoes, focus stays.
function editorFor(cell) {
  const { edit, value, kind } = cell.dataset;
  let editor;
  if (edit === "category") {
    editor = document.getElementById("category-options").content.querySelector("select").cloneNode(true);
    const wanted = { refund: "expense" }[kind] || kind;
    editor.querySelectorAll("optgroup").forEach((group) => { if (group.dataset.kind !== wanted) group.remove(); });
  } else {
    editor = document.createElement("input");
    editor.maxLength = 5000;
    editor.setAttribute("aria-label", cell.textContent.trim());
  }
  editor.name = edit;
  editor.value = value;
  editor.className = "cell-editor";
  editor.dataset.editor = "";
  return editor;
}

function open(cell) {
  if (cell.hidden) return;
  const row = cell.closest("tr");
  const editor = editorFor(cell);
  const before = editor.value;
  let isOver = false;

  function close(hasFocus) {
    isOver = true;
    editor.remove();
    cell.hidden = false;
    if (hasFocus) cell.focus();
    document.body.dispatchEvent(new CustomEvent("transaction-edit-closed"));
  }

  function save(hasFocus) {
    if (isOver) return;
    if (editor.value === before) { close(hasFocus); return; }
    isOver = true;
    const tick = row.querySelector("[data-select]")?.checked;
    window.htmx
      .ajax("POST", row.dataset.inline, { source: editor, target: row, swap: "outerHTML", values: { [editor.name]: editor.value } })
      .then(() => {
        const fresh = document.getElementById(row.id);
        if (fresh && "current" in row.dataset) fresh.dataset.current = "";
        if (tick && fresh) fresh.querySelector("[data-select]").checked = true;
        if (hasFocus) fresh?.querySelector(`[data-edit="${editor.name}"]`)?.focus();
        document.body.dispatchEvent(new CustomEvent("transaction-edit-closed"));
      });
  }

  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); save(true); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(true); }
  });
  editor.addEventListener("blur", () => { if (!isOver) save(false); });
  cell.hidden = true;
  cell.after(editor);
  editor.focus();
  if (editor.select) editor.select();
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-edit]");
  if (!cell || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open(cell);
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-edit]");
  if (cell && event.key === " ") { event.preventDefault(); open(cell); }
  if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.hotkeys === "off" || event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
  const row = document.querySelector("tr[data-current]") || event.target.closest?.("tr");
  const category = row?.querySelector('[data-edit="category"]');
  if (category) { event.preventDefault(); open(category); }
});
