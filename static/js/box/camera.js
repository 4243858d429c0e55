// A photo taken here: a preview with a shutter; on phones the camera's own app.
import { add } from "./papers.js";
import { box, form, words } from "./words.js";

const dialog = document.getElementById("camera");
const view = dialog?.querySelector("video");
const shutter = dialog?.querySelector("[data-shutter]");
const SENTENCES = { NotAllowedError: "cameraRefused", NotFoundError: "cameraMissing", NotReadableError: "cameraBusy" };
let stream = null;
let facing = "environment";

function close() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  view.srcObject = null;
}

function problem(sentence) {
  dialog.querySelector("[data-camera-problem]").textContent = sentence;
  view.hidden = Boolean(sentence);
  shutter.disabled = Boolean(sentence);
}

async function start() {
  close();
  problem("");
  shutter.disabled = true;
  try {
    const wanted = { facingMode: facing, width: { ideal: 2560 }, height: { ideal: 1920 } };
    const opened = await navigator.mediaDevices.getUserMedia({ video: wanted });
    // closed while the browser was asking
    if (!dialog.open) { opened.getTracks().forEach((track) => track.stop()); return; }
    stream = opened;
    view.srcObject = stream;
    await view.play();
    shutter.disabled = false;
    shutter.focus();
    const devices = await navigator.mediaDevices.enumerateDevices();
    dialog.querySelector("[data-camera-turn]").hidden = devices.filter((one) => one.kind === "videoinput").length < 2;
  } catch (error) {
    close();
    problem(words(SENTENCES[error.name] ?? "cameraFailed"));
  }
}

function shoot() {
  const canvas = document.createElement("canvas");
  canvas.width = view.videoWidth;
  canvas.height = view.videoHeight;
  canvas.getContext("2d").drawImage(view, 0, 0);
  shutter.disabled = true;
  canvas.toBlob((blob) => {
    dialog.close();
    if (!blob) return;
    const stamp = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", "-");
    add(new File([blob], `${words("photo")} ${stamp}.jpg`, { type: "image/jpeg" }));
    box.focus();
  }, "image/jpeg", 0.93);
}

function open() {
  const isPhone = matchMedia("(pointer: coarse)").matches;
  if (isPhone || !navigator.mediaDevices?.getUserMedia) {
    form.querySelector("[data-capture]").click();
    return;
  }
  dialog.showModal();
  start();
}

if (dialog && form) {
  form.querySelector("[data-camera]")?.addEventListener("click", open);
  shutter.addEventListener("click", shoot);
  dialog.querySelector("[data-camera-turn]").addEventListener("click", () => {
    facing = facing === "environment" ? "user" : "environment";
    start();
  });
  dialog.querySelector("[data-camera-instead]").addEventListener("click", () => {
    dialog.close();
    form.querySelector("[data-capture]").click();
  });
  dialog.addEventListener("close", close);
}
