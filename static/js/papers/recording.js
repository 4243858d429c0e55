// The page of a recording: seeking by lines and shots, following along, searching in what is said.
const box = () => document.querySelector("[data-recording]");
const media = () => box()?.querySelector("[data-media]");
const milliseconds = (element) => Number(element.dataset.ms);

function seek(ms) {
  const player = media();
  if (!player) return;
  player.currentTime = ms / 1000 + 0.001;
  follow();
}

function toggle() {
  const player = media();
  if (!player) return;
  if (player.paused) player.play().catch(() => {}); else player.pause();
}

function current(items, now) {
  let found = null;
  // of lines that stand on the screen together, the first
  for (const item of items) if (milliseconds(item) <= now + 50 && (!found || milliseconds(item) > milliseconds(found))) found = item;
  return found;
}

function mark(items, now, scroller) {
  const here = current(items, now);
  for (const item of items) {
    if (item === here) continue;
    item.removeAttribute("aria-current");
  }
  if (!here || here.getAttribute("aria-current")) return;
  here.setAttribute("aria-current", "true");
  if (!scroller || scroller.matches(":hover")) return;
  const place = here.getBoundingClientRect(), frame = scroller.getBoundingClientRect();
  if (place.top < frame.top || place.bottom > frame.bottom) scroller.scrollTop += place.top - frame.top - frame.height / 3;
  if (place.left < frame.left || place.right > frame.right) scroller.scrollLeft += place.left - frame.left - frame.width / 3;
}

function follow() {
  const player = media();
  if (!player) return;
  const now = player.currentTime * 1000;
  mark(box().querySelectorAll("[data-part]"), now, box().querySelector("[data-strip-of-time]"));
  mark(box().querySelectorAll(".recording-line"), now, box().querySelector("[data-transcript]"));
}

function step(by) {
  const parts = [...box().querySelectorAll("[data-part]")];
  const stops = (parts.length ? parts : [...box().querySelectorAll(".recording-line")]).map(milliseconds);
  const now = media().currentTime * 1000;
  const next = by > 0 ? stops.find((at) => at > now + 60) : stops.findLast((at) => at < now - 1500);
  seek(next ?? (by > 0 ? now : 0));
}

document.addEventListener("click", (event) => {
  if (!box() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.("[data-recording] a[data-ms]");
  const button = event.target.closest?.("[data-recording] button");
  if (link) {
    event.preventDefault();
    seek(milliseconds(link));
    history.replaceState(history.state, "", link.href);
  } else if (button?.dataset.skip) seek(media().currentTime * 1000 + Number(button.dataset.skip) * 1000);
  else if (button?.dataset.step) step(Number(button.dataset.step));
  else if (button && "play" in button.dataset) toggle();
});

function begin(player) {
  const at = Number(box().dataset.at);
  if (at > 0 && !player.dataset.begun) player.currentTime = at + 0.001;
  player.dataset.begun = "1";
  follow();
}

document.addEventListener("loadedmetadata", (event) => { if (event.target === media()) begin(event.target); }, true);
document.addEventListener("timeupdate", (event) => { if (event.target === media()) follow(); }, true);
document.addEventListener("error", (event) => {
  if (event.target === media()) box().querySelector("[data-trouble]").hidden = false;
}, true);
const player = media();
if (player?.readyState >= 1) begin(player);
if (player?.error) box().querySelector("[data-trouble]").hidden = false;
