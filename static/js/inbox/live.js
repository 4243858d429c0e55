// What happens elsewhere: messages, drafts and colleagues appear without touching what is typed.
import { openId } from "./list.js";

const EVERY = 1200;
const LOOKS = 30000;
const enquiry = () => document.getElementById("enquiry");
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
let listTimer = 0;
let threadTimer = 0;
let isAsking = false;
let writingUntil = 0;
let saidWriting = 0;

function renewList(after = EVERY) {
  if (listTimer) return;
  listTimer = setTimeout(() => {
    listTimer = 0;
    const list = document.getElementById("inbox-list");
    if (list) window.htmx.trigger(list, "refresh");
  }, after);
}

function renewThread(after = 150) {
  if (threadTimer || !openId()) return;
  threadTimer = setTimeout(async () => {
    threadTimer = 0;
    const here = enquiry();
    if (!here?.dataset.live) return;
    isAsking = true;
    await window.htmx.ajax("GET", here.dataset.live, { target: here, swap: "none" });
    isAsking = false;
  }, after);
}

// somebody who has a menu open or a field in hand keeps it; the news comes a little later
function isInUse(part) {
  return part.querySelector("details.menu[open]") || (part.id === "enquiry-side" && part.contains(document.activeElement));
}

document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const part = event.detail.target;
  if (!isAsking || !["enquiry-head", "thread-log", "enquiry-side"].includes(part.id) || !isInUse(part)) return;
  event.detail.shouldSwap = false;
  renewThread(2500);
});

export function toEnd() {
  const scroll = document.querySelector("[data-thread-scroll]");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

let wasAtEnd = true;
document.body.addEventListener("htmx:beforeRequest", () => {
  const scroll = document.querySelector("[data-thread-scroll]");
  wasAtEnd = !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
});
document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "thread-log" && wasAtEnd) toEnd();
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "enquiry") { toEnd(); sayHere("looking"); }
});
document.body.addEventListener("thread-answered", () => { wasAtEnd = true; toEnd(); });

document.body.addEventListener("live-enquiry", (event) => {
  renewList();
  if (event.detail.id === openId()) renewThread();
});
document.body.addEventListener("inbox-changed", (event) => {
  renewList(30);
  const isMine = !event.detail.ids?.length || event.detail.ids.includes(openId());
  if (isMine && event.detail.elt?.id !== "composer") renewThread(30);
});

function sayHere(state) {
  const url = enquiry()?.dataset.presence;
  if (url && document.visibilityState === "visible") fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ state }) });
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "composer-text" || Date.now() - saidWriting < 3500) return;
  saidWriting = Date.now();
  sayHere("writing");
});

document.body.addEventListener("live-presence", (event) => {
  const line = document.querySelector("[data-company]");
  const { id, name, state, at } = event.detail;
  if (!line || id !== openId() || Date.now() - Date.parse(at) > 12000) return;
  const words = state === "writing" ? line.dataset.writes : line.dataset.looks;
  line.textContent = words.replace("{name}", name);
  line.classList.toggle("is-writing", state === "writing");
  writingUntil = Date.now() + 8000;
  setTimeout(() => { if (Date.now() >= writingUntil) { line.textContent = ""; line.classList.remove("is-writing"); } }, 8100);
});

setInterval(() => { renewList(0); sayHere("looking"); }, LOOKS);
toEnd();
sayHere("looking");
