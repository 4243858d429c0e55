// Toasts leave by themselves; errors stay until dismissed. A failed htmx request says so.
const box = document.getElementById("toasts");
const LIFE = 6000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "true";
  if (toast.classList.contains("toast-error")) return;
  let timer = setTimeout(() => toast.remove(), LIFE);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), LIFE); };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
}

function show(text, level = "info", url = "") {
  const template = document.getElementById("toast-template");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.replace("toast-info", `toast-${level}`);
  const body = toast.querySelector(".toast-body");
  if (url.startsWith("/")) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = text;
    body.replaceChildren(link);
  } else {
    body.textContent = text;
  }
  box.append(toast);
  return toast;
}

box.querySelectorAll("[data-toast]").forEach(watch);
new MutationObserver(() => box.querySelectorAll("[data-toast]").forEach(watch)).observe(box, { childList: true });

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => show(box.dataset.copied, "success"));
});

document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const text = { 403: box.dataset.forbidden, 404: box.dataset.gone, 429: box.dataset.slow }[status];
  show(text || box.dataset.failed, "error");
});
document.body.addEventListener("htmx:sendError", () => show(box.dataset.offline, "error"));
document.body.addEventListener("htmx:timeout", () => show(box.dataset.offline, "error"));

window.lumenToast = show;
