// Answers read aloud: by a voice of Lumen's machine, or by one of the browser. One at a time.
import { readByBrowser, silence } from "./browser-voice.js";
import { choice } from "./choices.js";
import { detailOf, isSet, words } from "./words.js";

let current = null; // the button whose answer is being read
const articleOf = (button) => button.closest(".message");

function mark(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
  button.setAttribute("aria-label", words(isOn ? "stopListening" : "beginListening"));
}

export function stop() {
  if (!current) return;
  articleOf(current)?.querySelector("audio")?.pause();
  silence();
  mark(current, false);
  current = null;
}

function note(button, sentence) {
  articleOf(button).querySelector("[data-listen-note]").textContent = sentence;
}

function addressOf(button) {
  const language = choice("language");
  return language ? `${button.dataset.listen}?language=${language}` : button.dataset.listen;
}

function playerOf(button) {
  const article = articleOf(button);
  const known = article.querySelector("audio");
  if (known) return known;
  const player = document.createElement("audio");
  player.controls = true;
  player.className = "answer-voice";
  player.setAttribute("aria-label", words("player"));
  player.addEventListener("ended", () => { if (current === button) stop(); });
  player.addEventListener("play", () => { if (current !== button) stop(); current = button; mark(button, true); });
  player.addEventListener("pause", () => { if (current === button && !player.ended) { mark(button, false); current = null; } });
  player.addEventListener("error", () => failed(button, player));
  article.querySelector("[data-listen-place]").append(player);
  return player;
}

async function failed(button, player) {
  player.remove();
  const response = await fetch(addressOf(button)).catch(() => null);
  note(button, response ? await detailOf(response, "lost") : words("lost"));
  if (response?.status === 503) byBrowser(button);
}

async function byBrowser(button) {
  const text = [...articleOf(button).querySelectorAll("[data-final]")].map((part) => part.innerText).join(" ");
  current = button;
  mark(button, true);
  const voice = await readByBrowser(text, () => { if (current === button) stop(); });
  note(button, voice ? words("browserVoice", { voice }) : words("noVoice"));
  if (!voice) stop();
}

export async function start(button) {
  stop();
  note(button, "");
  if (!isSet("voiceHere") || choice("browserVoice")) { await byBrowser(button); return; }
  const player = playerOf(button);
  current = button;
  mark(button, true);
  if (!player.src.endsWith(addressOf(button))) player.src = addressOf(button);
  player.currentTime = 0;
  await player.play().catch((error) => { if (error.name === "NotAllowedError") { stop(); note(button, words("pressListen")); } });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-listen]");
  if (button) (button === current ? stop() : start(button));
});

document.addEventListener("voice-begins", stop);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current && !document.querySelector("dialog[open], details[data-menu][open], .message[aria-busy=true]")) { event.preventDefault(); stop(); }
});

// the answer to a spoken question, where the person asked for that
document.addEventListener("htmx:load", () => {
  if (sessionStorage.getItem("lumen-spoke") !== "yes") return;
  const newest = [...document.querySelectorAll(".message-assistant")].at(-1);
  const button = newest?.querySelector("[data-listen]");
  if (!button) return;
  sessionStorage.removeItem("lumen-spoke");
  start(button);
});
