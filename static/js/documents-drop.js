// Gathers files from drops (folders too), from the clipboard and from the file fields.
const zone = document.querySelector("[data-drop]");
let depth = 0;

function hand(entries) {
  if (entries.length) document.dispatchEvent(new CustomEvent("papers-dropped", { detail: entries }));
}

const entryOf = (file, path, source = "upload") => ({ file, path: path || file.webkitRelativePath || "", source });
const isFile = (event) => event.dataTransfer?.types.includes("Files");
const isHidden = (name) => name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";

function readAll(reader, found = []) {
  return new Promise((resolve) => {
    reader.readEntries(
      (batch) => resolve(batch.length ? readAll(reader, found.concat(batch)) : found),
      () => resolve(found),
    );
  });
}

async function walk(entry) {
  if (isHidden(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });
    return file ? [entryOf(file, entry.fullPath.replace(/^\//, ""))] : [];
  }
  const inside = await readAll(entry.createReader());
  return (await Promise.all(inside.map(walk))).flat();
}

async function gather(transfer) {
  // the list of items is emptied as soon as this handler returns
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...transfer.files];
  if (!roots.length) return files.map((file) => entryOf(file, ""));
  return (await Promise.all(roots.map(walk))).flat();
}

function over(isOver) {
  depth = isOver ? depth : 0;
  document.body.classList.toggle("is-dropping", isOver);
}

if (zone) {
  document.addEventListener("dragenter", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    depth += 1;
    over(true);
  });
  document.addEventListener("dragover", (event) => { if (isFile(event)) event.preventDefault(); });
  document.addEventListener("dragleave", (event) => {
    if (!isFile(event)) return;
    depth -= 1;
    if (depth <= 0) over(false);
  });
  document.addEventListener("drop", async (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    over(false);
    hand(await gather(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    hand(files.map((file) => entryOf(file, "")));
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-pick]");
    if (!field) return;
    const files = [...field.files].filter((file) => !isHidden(file.name));
    const source = field.dataset.pick;
    // several shots of the camera are the pages of one paper
    if (source === "camera" && files.length > 1) hand([{ ...entryOf(files[0], "", source), files }]);
    else hand(files.map((file) => entryOf(file, "", source)));
    field.value = "";
  });
}
