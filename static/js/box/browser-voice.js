// A voice of the browser, only one that speaks on this machine: others would send the answer to their maker.
import { choice } from "./choices.js";

const WAIT_MS = 800;

async function localVoices() {
  const mine = () => speechSynthesis.getVoices().filter((voice) => voice.localService);
  if (mine().length) return mine();
  await new Promise((resolve) => {
    speechSynthesis.addEventListener("voiceschanged", resolve, { once: true });
    setTimeout(resolve, WAIT_MS);
  });
  return mine();
}

// the name of the voice that began to read, or nothing where there is none
export async function readByBrowser(text, whenDone) {
  const voices = window.speechSynthesis ? await localVoices() : [];
  if (!voices.length) return "";
  const language = choice("language") || document.documentElement.lang || "en";
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voices.find((voice) => voice.lang.startsWith(language)) ?? voices[0];
  said.lang = said.voice.lang;
  said.addEventListener("end", whenDone);
  speechSynthesis.speak(said);
  return said.voice.name;
}

export const silence = () => window.speechSynthesis?.cancel();
