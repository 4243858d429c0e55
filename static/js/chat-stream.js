// A streaming answer: appends deltas to the element of its run, fetches the finished answer, stops on Escape.
const running = () => [...document.querySelectorAll("[data-run]")];
const find = (event) => running().find((element) => element.dataset.run === event.detail.run);

function isNear() {
  return window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
}

function follow(change) {
  const wasNear = isNear();
  change();
  if (wasNear) window.scrollTo({ top: document.documentElement.scrollHeight });
}

document.body.addEventListener("live-delta", (event) => {
  const element = find(event);
  if (!element || event.detail.seq <= Number(element.dataset.seq)) return;
  element.dataset.seq = event.detail.seq;
  follow(() => element.querySelector("[data-said]").append(event.detail.content));
});

document.body.addEventListener("live-tool_started", (event) => {
  const status = find(event)?.querySelector("[data-status]");
  const words = document.getElementById("chat-words")?.dataset;
  if (status && words) status.textContent = words[event.detail.tool] || words.working;
});

document.body.addEventListener("live-done", (event) => {
  find(event)?.dispatchEvent(new CustomEvent("refresh-message"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], details[data-menu][open]")) return;
  const element = running().at(-1);
  if (!element) return;
  event.preventDefault();
  window.lumenLive?.send({ type: "stop", run: element.dataset.run });
  element.querySelector("[data-stop]")?.requestSubmit();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  event.target.closest?.("details[data-menu]")?.removeAttribute("open");
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

// the finished answer is announced once, not word by word
document.addEventListener("htmx:load", (event) => {
  const final = event.detail.elt.querySelector?.("[data-final]");
  const announcer = document.getElementById("chat-announcer");
  if (final && announcer) announcer.textContent = final.textContent;
});

if (running().length || document.querySelector(".message")) {
  window.scrollTo({ top: document.documentElement.scrollHeight });
}
