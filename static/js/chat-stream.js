// A streaming answer: every event of its run is shown once, whichever comes first, the event or the element.
const KEPT = 2000;
const seen = new Map(); // run -> its events since this page was opened
const running = () => [...document.querySelectorAll("[data-run]")];

function follow(change) {
  const wasNear = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
  change();
  if (wasNear) window.scrollTo({ top: document.documentElement.scrollHeight });
}

function show(element, event) {
  if (event.type === "done") element.dispatchEvent(new CustomEvent("refresh-message"));
  if (event.seq <= Number(element.dataset.seq)) return;
  element.dataset.seq = event.seq;
  if (event.type === "delta") follow(() => element.querySelector("[data-said]").append(event.content));
  if (event.type === "tool_started") {
    const words = document.getElementById("chat-words")?.dataset;
    const status = element.querySelector("[data-status]");
    if (words && status) status.textContent = words[event.tool] || words.working;
  }
  if (event.type === "progress" && event.text) element.querySelector("[data-status]")?.replaceChildren(event.text);
}

function keep({ detail }) {
  if (!detail.run) return; // progress of something else
  const events = seen.get(detail.run) ?? [];
  if (events.length < KEPT) events.push(detail);
  seen.set(detail.run, events);
  const element = running().find((one) => one.dataset.run === detail.run);
  if (element) show(element, detail);
}

for (const type of ["delta", "tool_started", "progress", "done"]) document.body.addEventListener(`live-${type}`, keep);

// an element that comes later than its events, or is fetched anew in the middle, catches up
document.addEventListener("htmx:load", (event) => {
  const added = event.detail.elt;
  const elements = [added, ...added.querySelectorAll("[data-run]")].filter((one) => one.dataset?.run);
  for (const element of elements) for (const one of seen.get(element.dataset.run) ?? []) show(element, one);
  const final = added.querySelector?.("[data-final]");
  const announcer = document.getElementById("chat-announcer");
  // the finished answer is announced once, not word by word
  if (final && announcer) announcer.textContent = final.textContent;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], details[data-menu][open]")) return;
  const element = running().at(-1);
  if (!element) return;
  event.preventDefault();
  window.lumenLive?.send({ type: "stop", run: element.dataset.run });
  // an element that has just come is not yet htmx's
  setTimeout(() => element.querySelector("[data-stop]")?.requestSubmit(), 50);
});

// a sent question leaves the box empty and comes into view
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-composer]");
  if (!form || event.target !== form || !event.detail.successful) return;
  form.reset();
  document.getElementById("ask-problem").textContent = "";
  form.querySelector("[data-ask]").focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "messages") window.scrollTo({ top: document.documentElement.scrollHeight });
});

if (running().length || document.querySelector(".message")) {
  window.scrollTo({ top: document.documentElement.scrollHeight });
}
