// Sends files one by one, three at a time, and shows a line for each with how far it is.
const intake = document.querySelector("[data-intake]");
const AT_ONCE = 3;
const MOST_BYTES = 50 * 1024 * 1024;
const waiting = [];
let [sending, sent, refused, all] = [0, 0, 0, 0];

const result = document.getElementById("intake-result");
const words = (name) => result.querySelector("[data-intake-words]").dataset[name];
const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const lines = () => document.getElementById("intake-lines");

function tell() {
  const box = result.querySelector("[data-intake-progress]");
  box.hidden = all === 0;
  const text = words(sent < all ? "intakeWords" : outcome());
  const counts = { all, refused, done: sent, taken: sent - refused };
  box.querySelector("[data-intake-said]").textContent = filled(text, counts);
}

function outcome() {
  if (all === 1) return refused ? "intakeNone" : "intakeOne";
  return refused ? "intakeSome" : "intakeAll";
}

function lineFor(entry) {
  const line = document.getElementById("intake-line").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-line-name]").textContent = entry.path || entry.file.name;
  line.querySelector("[data-line-said]").textContent = line.querySelector("[data-waits]").dataset.waits;
  lines().append(line);
  return line;
}

function lost({ file, path, line }, reason) {
  const made = document.getElementById("intake-refused").content.firstElementChild.cloneNode(true);
  const facts = { name: path || file.name, size: Math.round(file.size / 1024 / 1024) };
  made.querySelector("[data-line-said]").textContent = filled(made.dataset[reason], facts);
  line.replaceWith(made);
  refused += 1;
}

function replaceLine(entry, html) {
  const made = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelectorAll("li");
  if (!made.length) return lost(entry, "lost");
  const fresh = [...made].map((each) => document.importNode(each, true));
  entry.line.replaceWith(...fresh);
  fresh.forEach((each) => window.htmx.process(each));
  if (fresh.every((each) => each.classList.contains("is-refused"))) refused += 1;
}

function send(entry) {
  const { file, path, source, line } = entry;
  const body = new FormData();
  (entry.files ?? [file]).forEach((each) => body.append("papers", each, each.name));
  body.append("source", source);
  body.append("folder", path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");
  const request = new XMLHttpRequest();
  request.open("POST", intake.dataset.upload);
  request.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    line.querySelector("[data-line-said]").textContent = "";
    if (event.total) line.querySelector("progress").value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("loadend", () => {
    if ([200, 422].includes(request.status)) replaceLine(entry, request.responseText);
    else lost(entry, request.status === 413 ? "large" : "lost");
    sending -= 1;
    sent += 1;
    tell();
    next();
    if (sent === all) document.body.dispatchEvent(new CustomEvent("papers-arrived"));
  });
  request.send(body);
}

function next() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    send(waiting.shift());
  }
}

document.addEventListener("papers-dropped", (event) => {
  if (sent === all) { sent = 0; refused = 0; all = 0; }
  for (const entry of event.detail) {
    entry.line = lineFor(entry);
    all += 1;
    if (entry.file.size > MOST_BYTES) { lost(entry, "large"); sent += 1; } else waiting.push(entry);
  }
  tell();
  next();
});

result?.querySelector("[data-intake-clear]").addEventListener("click", () => {
  lines().querySelectorAll("[data-done], .is-refused").forEach((line) => line.remove());
  result.querySelector("[data-intake-progress]").hidden = sent === all;
});
