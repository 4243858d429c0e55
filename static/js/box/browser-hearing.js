// The browser's own recognition, for those who agreed that the sound leaves this machine.
import { complain, words } from "./words.js";

const SENTENCES = { "not-allowed": "micRefused", "service-not-allowed": "browserHearingOff", "audio-capture": "micMissing", network: "browserHearingOff", "no-speech": "heardNothing" };

// the same shape as a recording; words arrive by `put` instead of a file
export function hearInBrowser(put) {
  const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const heard = [];
  let began = 0;
  let ended = () => {};
  let recogniser = null;
  return {
    wasQuiet: false,
    get seconds() { return began ? (performance.now() - began) / 1000 : 0; },
    start() {
      if (!Recogniser) throw new DOMException("", "NotSupportedError");
      recogniser = new Recogniser();
      recogniser.lang = document.documentElement.lang || "en";
      recogniser.continuous = true;
      recogniser.addEventListener("result", (event) => {
        for (const result of [...event.results].slice(event.resultIndex)) if (result.isFinal) heard.push(result[0].transcript.trim());
      });
      recogniser.addEventListener("error", (event) => { if (event.error !== "aborted") complain(words(SENTENCES[event.error] ?? "micFailed")); });
      recogniser.addEventListener("end", () => ended());
      recogniser.start();
      began = performance.now();
      return true;
    },
    cancel() { recogniser?.abort(); },
    end() {
      return new Promise((resolve) => {
        ended = () => { if (heard.length) put(heard.join(" ")); resolve(null); };
        recogniser.stop();
        setTimeout(ended, 4000);
      });
    },
  };
}
