// Sound becomes words in the box, which a person reads before sending them.
import { address, announce, box, complain, detailOf, form, token, words } from "./words.js";

export function put(text) {
  const before = box.value.slice(0, box.selectionStart).trimEnd();
  const after = box.value.slice(box.selectionEnd).trimStart();
  const spoken = [before, text.trim()].filter(Boolean).join(" ");
  box.value = [spoken, after].filter(Boolean).join(" ").slice(0, box.maxLength);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(spoken.length, spoken.length);
  form.dataset.spoke = "yes";
  announce(words("checkWords", { text }));
}

// the words of a file, put into the box; a sentence where there are none
export async function writeDown(file, signal) {
  const body = new FormData();
  body.append("audio", file, file.name);
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  try {
    const response = await fetch(address("transcribe"), { method: "POST", body, signal, headers });
    const text = response.ok ? (await response.json()).text.trim() : "";
    if (text) put(text);
    else complain(response.ok ? words("heardNothing") : await detailOf(response, "micFailed"));
  } catch (error) {
    if (error.name !== "AbortError") complain(words("lost"));
  }
}
