// The papers in the box: a chip for each, sent at once, read by Lumen meanwhile, removable.
import { address, announce, box, form, number, token, words } from "./words.js";

const list = form?.querySelector("[data-papers]");
const MOST = 20;
let isSendWanted = false;

export const chips = () => [...(list?.querySelectorAll("[data-paper-chip]") ?? [])];
const isSending = () => chips().some((chip) => chip.dataset.state === "sending");
const withId = (id) => chips().find((chip) => chip.dataset.id === id);

function renew() {
  const ids = chips().map((chip) => chip.dataset.id).filter(Boolean);
  form.elements.document_ids.value = [...new Set(ids)].join(",");
  list.hidden = !chips().length;
  // papers given now may go without words, also while they are on their way
  box.required = !chips().some((chip) => chip.dataset.state !== "failed" && !("kept" in chip.dataset));
  if (isSendWanted && !isSending()) {
    isSendWanted = false;
    if (form.elements.document_ids.value || box.value.trim()) form.requestSubmit();
  }
}

function drawing(chip, { kind, thumbnail }) {
  const place = chip.querySelector("[data-thumb]");
  place.dataset.kind = kind;
  if (!thumbnail || place.querySelector("img")) return;
  const picture = Object.assign(document.createElement("img"), { src: thumbnail, alt: "" });
  place.replaceChildren(picture);
}

function say(chip, state, sentence) {
  const isNews = chip.dataset.state !== state;
  chip.dataset.state = state;
  chip.querySelector("[data-said]").textContent = sentence;
  chip.querySelector("progress").hidden = state !== "sending";
  if (isNews && state !== "sending") announce(`${chip.querySelector("[data-name]").textContent}: ${sentence}`);
}

export function update(chip, paper) {
  chip.dataset.id = paper.id;
  const link = chip.querySelector("[data-name]");
  link.href = paper.url;
  drawing(chip, paper);
  say(chip, paper.state, paper.is_new === false ? words("known") : paper.said);
}

function made(file) {
  const chip = document.getElementById("box-chip").content.firstElementChild.cloneNode(true);
  const remove = chip.querySelector("[data-remove]");
  chip.querySelector("[data-name]").textContent = file.name;
  remove.setAttribute("aria-label", `${remove.getAttribute("aria-label")} ${file.name}`);
  const thumbnail = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
  drawing(chip, { kind: { image: "picture", audio: "sound", video: "video" }[file.type.split("/")[0]] ?? "paper", thumbnail });
  list.append(chip);
  return chip;
}

function answered(chip, request) {
  let paper = {};
  try { paper = JSON.parse(request.responseText); } catch { /* not ours: a proxy's page */ }
  if (paper.id && withId(paper.id) && withId(paper.id) !== chip) chip.remove();
  else if (paper.id) update(chip, paper);
  else say(chip, "failed", paper.detail || words(request.status === 403 ? "forbidden" : "lost"));
  renew();
}

export function add(file) {
  if (!list || chips().length >= MOST) return;
  const chip = made(file);
  const most = number("mostBytes");
  if (file.size > most) { say(chip, "failed", words("large", { most: Math.floor(most / 1048576) })); renew(); return; }
  say(chip, "sending", words("sending"));
  const body = new FormData();
  body.append("papers", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", address("attach"));
  request.setRequestHeader("X-CSRFToken", token());
  request.upload.addEventListener("progress", (event) => { if (event.total) chip.querySelector("progress").value = (100 * event.loaded) / event.total; });
  request.addEventListener("loadend", () => { if (chip.isConnected) answered(chip, request); });
  chip.addEventListener("paper-removed", () => request.abort());
  request.send(body);
  renew();
}

export { isSending, renew };
export const sendWhenThere = () => { isSendWanted = true; };
