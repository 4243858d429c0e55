// The microphone: listening, then words in the box. Nothing is sent by itself.
import { choice } from "./choices.js";
import { hearInBrowser } from "./browser-hearing.js";
import { pushToTalk } from "./push-to-talk.js";
import { Recording } from "./recording.js";
import { announce, box, complain, form, number, words } from "./words.js";
import { put, writeDown } from "./writing-down.js";

const SENTENCES = {
  NotAllowedError: "micRefused", SecurityError: "micRefused", NotFoundError: "micMissing",
  NotReadableError: "micBusy", NotSupportedError: "micUnsupported",
};
const SAID = { on: "hearing", asking: "micAsking", writing: "writingDown" };
const button = form?.querySelector("[data-mic]");
const panel = form?.querySelector("[data-listening]");
let recording = null;
let writing = null; // aborts what is being written down

function show(state) {
  form.dataset.voice = state;
  panel.hidden = state === "idle";
  button.setAttribute("aria-pressed", String(state === "on"));
  button.setAttribute("aria-label", words(state === "on" ? "micStop" : "micStart"));
  panel.querySelector("[data-voice-said]").textContent = words(SAID[state]);
  panel.querySelector("[data-voice-end]").hidden = state !== "on";
}

function onLevel(level, seconds) {
  panel.querySelector("meter").value = level;
  const whole = Math.floor(seconds);
  panel.querySelector("[data-voice-time]").textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  if (recording && seconds >= number("longestSeconds")) { announce(words("longEnough")); finish(); }
}

async function begin() {
  document.dispatchEvent(new CustomEvent("voice-begins"));
  complain("");
  onLevel(0, 0);
  show("asking");
  const mine = choice("browserHearing") ? hearInBrowser(put) : new Recording(onLevel);
  recording = mine;
  try {
    if (await mine.start() && recording === mine) show("on");
  } catch (error) {
    if (recording !== mine) return;
    recording = null;
    show("idle");
    complain(words(SENTENCES[error.name] ?? "micFailed"));
  }
}

async function finish() {
  const mine = recording;
  if (!mine?.seconds) { cancel(); return; }
  recording = null;
  const ours = new AbortController();
  writing = ours; // from now on, so that nothing begins while the recorder ends
  show("writing");
  const file = await mine.end();
  if (ours.signal.aborted) return;
  if (mine.wasQuiet) complain(words("heardNothing"));
  if (file && !mine.wasQuiet) await writeDown(file, ours.signal);
  else box.focus();
  if (writing !== ours) return;
  writing = null;
  show("idle");
}

function cancel() {
  recording?.cancel();
  writing?.abort();
  recording = writing = null;
  show("idle");
  announce(words("cancelled"));
  box.focus();
}

const isIdle = () => !recording && !writing;

if (button) {
  pushToTalk(button, { isIdle, begin, finish, cancel });
  panel.querySelector("[data-voice-end]").addEventListener("click", finish);
  panel.querySelector("[data-voice-cancel]").addEventListener("click", cancel);
  // the next answer is read aloud only where its question was spoken
  form.addEventListener("submit", () => {
    if (form.dataset.spoke === "yes" && choice("aloud")) sessionStorage.setItem("lumen-spoke", "yes");
    else sessionStorage.removeItem("lumen-spoke");
    delete form.dataset.spoke;
  });
  show("idle");
}
