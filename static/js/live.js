// One socket a page. Events are numbered; after a gap the server replays what was missed.
// numbers belong to one member of one workspace
const KEY = `lumen-seq:${document.body.dataset.member}`;
const state = document.getElementById("live-state");
const waiting = [];
let socket = null;
let tries = 0;
let stateTimer = 0;
let leaving = false;

function address() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  // an answer that was already streaming when the page was made says where it had got to
  const begun = document.querySelector("[data-live-after]")?.dataset.liveAfter;
  // and may have been made before the last event that the page before it saw
  const known = [sessionStorage.getItem(KEY), begun].filter(Boolean).map(Number);
  const seq = known.length ? Math.min(...known) : "";
  return `${scheme}//${location.host}/ws/${seq === "" ? "" : `?after=${seq}`}`;
}

function dispatch(event) {
  const say = (name) => document.body.dispatchEvent(new CustomEvent(name, { detail: event }));
  say(`live-${event.type}`);
  if (event.type === "progress" && event.kind) say(`live-${event.kind}`);
  if (event.type === "notification") window.lumenToast?.(event.title, "info", event.url || "");
}

function receive(message) {
  const event = JSON.parse(message.data);
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (event.seq > last) sessionStorage.setItem(KEY, event.seq);
  // what was seen before is only news for an answer, which knows its own place
  if (event.run || !event.seq || event.seq > last) dispatch(event);
}

function opened() {
  tries = 0;
  clearTimeout(stateTimer);
  state.hidden = true;
  document.body.dataset.live = "on";
  while (waiting.length) socket.send(waiting.shift());
}

function closed(event) {
  socket = null;
  document.body.dataset.live = "off";
  if (leaving || event.code === 4401) return;
  // short gaps are nobody's business
  if (tries === 1) stateTimer = setTimeout(() => { state.hidden = false; }, 2000);
  const wait = Math.min(30000, 500 * 2 ** tries) * (0.7 + Math.random() * 0.6);
  tries += 1;
  setTimeout(connect, wait);
}

function connect() {
  if (socket || leaving) return;
  socket = new WebSocket(address());
  socket.addEventListener("open", opened);
  socket.addEventListener("message", receive);
  socket.addEventListener("close", closed);
}

function send(object) {
  const text = JSON.stringify(object);
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
  else waiting.push(text);
}

window.lumenLive = { send, drop: () => socket?.close() };
window.addEventListener("online", connect);
window.addEventListener("pagehide", () => { leaving = true; socket?.close(); });
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  leaving = false;
  connect();
});
connect();
