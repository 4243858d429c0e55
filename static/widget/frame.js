// The conversation inside the frame. Text from outside only ever becomes text nodes.
const config = JSON.parse(document.body.dataset.config);
const words = document.body.dataset;
const $ = (id) => document.getElementById(id);
const [log, list, form, field, send, banner, typing, rating, person] =
  ["log", "list", "compose", "text", "send", "banner", "typing", "rating", "person"].map($);
const isFramed = window.parent !== window;
const place = `lumen:${config.key}`;
const api = `/w/${config.key}/messages`;
const shown = new Map();
let host = ""; // the page around us, once it said hello from a site that may
let mine = { token: "", unsent: [], read: "" };
let member = ""; // a signed identity's token: never kept
let claim = null;
let seq = null;
let socket = null;
let polling = 0;
let tries = 0;
let isOpen = !isFramed;
let isOver = false;
let lastTyped = 0;
let typingTimer = 0;

document.documentElement.style.setProperty("--c", config.colour);
document.documentElement.style.setProperty("--i", config.ink);

/* the page around us */

const tell = (type, facts) => { if (host) window.parent.postMessage({ lumen: config.key, type, ...facts }, host); };

function fits(origin) {
  return origin === location.origin || config.sites.some((site) => {
    const [scheme, name] = site.split("://");
    return name.startsWith("*.") ? origin.startsWith(`${scheme}://`) && origin.endsWith(name.slice(1)) : origin === site;
  });
}

let loaded = null;
const heard = {
  hello(said, origin) {
    if (host) return;
    host = origin;
    tell("ready");
    start();
  },
  open() {
    isOpen = true;
    field.focus();
    log.scrollTop = log.scrollHeight;
    see();
  },
  close() { isOpen = false; },
  identify(said) {
    claim = { user: said.claim.id, hash: said.claim.hash, name: said.claim.name, email: said.claim.email };
    speak({ type: "identify", ...claim });
  },
  logout() {
    const wasMember = member;
    claim = null;
    member = "";
    if (wasMember) restart();
  },
  loaded(said) { loaded?.(said.value); },
};
window.addEventListener("message", (event) => {
  const said = event.data;
  if (!isFramed || event.source !== window.parent || said?.lumen !== config.key || !fits(event.origin)) return;
  if (host ? event.origin === host : said.type === "hello") heard[said.type]?.(said, event.origin);
});

/* what this browser keeps: here, else on the page around us, else nowhere */

function keep() {
  const text = JSON.stringify(mine);
  try { localStorage.setItem(place, text); } catch { tell("save", { value: text }); }
}

async function kept() {
  try { return localStorage.getItem(place); } catch { /* storage of frames is blocked */ }
  if (!host) return null;
  return new Promise((resolve) => {
    loaded = resolve;
    setTimeout(resolve, 1000, null);
    tell("load");
  });
}

/* the line to Lumen */

async function start() {
  try { mine = { ...mine, ...JSON.parse(await kept()) }; } catch { /* nothing usable */ }
  mine.unsent.forEach(draft);
  connect();
}

function restart() {
  seq = null;
  clear();
  mine.unsent.forEach(draft);
  if (socket) socket.close();
  else connect();
}

function connect() {
  if (socket || isOver) return;
  socket = new WebSocket(`${location.origin.replace("http", "ws")}/w/ws/`);
  let wasOpen = false;
  socket.onopen = () => {
    wasOpen = true;
    socket.send(JSON.stringify({ type: "hello", key: config.key, token: member || mine.token, after: seq }));
  };
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = (event) => {
    socket = null;
    if (event.code === 4404) { isOver = true; say(words.gone); return; }
    if (event.code === 4401) { member = ""; seq = null; }
    if (!wasOpen && tries > 1) poll(); // sockets are blocked here
    const wait = event.code === 4429 ? 30000 : Math.min(30000, 500 * 2 ** tries) * (0.7 + Math.random() * 0.6);
    tries += 1;
    if (tries > 1 && !polling) say(words.offline);
    setTimeout(connect, wait);
  };
}

const isUp = () => socket?.readyState === 1 && tries === 0;

async function ask(options = {}, query = "") {
  const answer = await fetch(api + query, { ...options, headers: { Authorization: `Visitor ${member || mine.token}`, ...options.headers } });
  const body = await answer.json();
  body.frames.forEach(take);
  return body;
}

function poll() {
  if (polling) return;
  polling = setInterval(() => {
    if (isUp()) { clearInterval(polling); polling = 0; } else look();
  }, 5000);
  look();
}

const look = () => ask({}, seq === null ? "" : `?after=${seq}`).then(() => say(""), () => say(words.offline));

function speak(word) {
  if (isUp()) socket.send(JSON.stringify(word));
  else if (polling) ask({ method: "POST", body: JSON.stringify(word) }).catch(() => say(words.offline));
}

/* what Lumen says */

const taken = {
  ready(frame) {
    const isFresh = frame.messages !== null;
    if (frame.me.verified) member = frame.token;
    else { mine.token = frame.token; keep(); }
    tries = 0;
    say("");
    seq = frame.seq;
    if (isFresh) { clear(); frame.messages.forEach(add); }
    stand(frame.standing);
    if (frame.what === "identify") tell("identified", { name: frame.me.name });
    else if (claim && !frame.me.verified) speak({ type: "identify", ...claim });
    mine.unsent.forEach((each) => { draft(each); speak({ type: "text", ...each }); });
    count();
  },
  message(frame) {
    const { message } = frame;
    const waits = message.author === "customer" && mine.unsent.find((each) => each.text.trim() === message.text);
    if (waits) delivered(waits.id);
    add(frame);
    if (message.author !== "customer") type(0);
    if (isOpen && !document.hidden) see(); else count();
  },
  sent(frame) {
    delivered(frame.id);
    add(frame);
    tell("spoke");
    stand({ state: "pending", with_person: person.disabled });
  },
  refused(frame) {
    if (frame.what === "identify") { claim = null; tell("wrong", { text: frame.text }); return; }
    if (frame.code === "signed-out") { member = ""; seq = null; return; } // the claim is made again
    say(frame.text);
    const waits = mine.unsent.find((each) => each.id === frame.id);
    if (!waits) return;
    if (frame.wait) setTimeout(speak, frame.wait * 1000, { type: "text", ...waits });
    else { delivered(frame.id); field.value ||= waits.text; grow(); }
  },
  standing: stand,
  state(frame) { stand({ ...frame, asked: undefined }); },
  typing(frame) { type(6000, frame); },
  rated() { rating.hidden = true; say(words.thanks); field.focus(); },
};

function take(frame) {
  if (frame.seq !== undefined && frame.type !== "ready") {
    if (frame.seq <= seq) return;
    seq = frame.seq;
  }
  taken[frame.type]?.(frame);
}

/* what is seen */

const say = (text) => { if (banner.textContent !== text) banner.textContent = text; banner.hidden = !text; };

function clear() {
  shown.clear();
  list.replaceChildren();
}

function make(author, text, { name, at, citations = [], files = [], id = "" }) {
  const item = $("message").content.firstElementChild.cloneNode(true);
  item.classList.add(author);
  const who = author === "customer" ? words.you : author === "ai" ? words.ai : name || words.team;
  item.querySelector(".who").textContent = who;
  const body = item.querySelector(".body");
  text.split(/(https:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/).forEach((part, n) => {
    if (n % 2 === 0) { body.append(part); return; }
    const link = document.createElement("a");
    link.href = part;
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    link.textContent = part;
    body.append(link);
  });
  const note = item.querySelector(".note");
  const sources = citations.filter((cited) => cited.title)
    .map((cited) => (cited.page ? `${cited.title}, ${words.page} ${cited.page}` : cited.title));
  if (sources.length) note.textContent = `${words.source}: ${[...new Set(sources)].join(" · ")}`;
  if (files.length) note.textContent = files.map((file) => file.name).join(", ");
  const time = item.querySelector("time");
  if (at) {
    const day = new Date(at);
    const isToday = day.toDateString() === new Date().toDateString();
    time.dateTime = at;
    time.textContent = day.toLocaleString(document.documentElement.lang, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  } else time.textContent = words.sending;
  item.dataset.id = id;
  return item;
}

function put(item) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  list.append(item);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function add({ message }) {
  if (shown.has(message.id)) return;
  shown.set(message.id, message);
  if (message.is_survey) { stand({ state: "resolved", asked: true }); return; } // asked in the form below
  put(make(message.author, message.text, message));
  list.querySelectorAll(".unsent").forEach((item) => list.append(item)); // what waits stays last
}

function draft(each) {
  if (list.querySelector(`[data-id="${each.id}"]`)) return;
  const item = make("customer", each.text, each);
  item.classList.add("unsent");
  put(item);
}

function delivered(id) {
  mine.unsent = mine.unsent.filter((each) => each.id !== id);
  list.querySelector(`.unsent[data-id="${id}"]`)?.remove();
  keep();
}

const fromThem = () => [...shown.values()].filter((message) => message.author !== "customer");

function see() {
  const last = fromThem().at(-1);
  if (!last || last.at <= mine.read) return;
  mine.read = last.at;
  keep();
  speak({ type: "seen", until: last.at });
  tell("unread", { count: 0 });
}

function count() {
  if (isOpen) see();
  else tell("unread", { count: fromThem().filter((message) => message.at > mine.read).length });
}

function stand(now) {
  if (now.with_person !== undefined) {
    person.disabled = now.with_person && now.state !== "resolved";
    person.textContent = person.disabled ? words.asked : words.person;
  }
  if (now.asked !== undefined || now.state !== "resolved") rating.hidden = !now.asked;
}

function type(milliseconds, frame = {}) {
  clearTimeout(typingTimer);
  typing.textContent = milliseconds ? (frame.author === "ai" ? words.aiTypes : words.teamTypes) : "";
  typing.hidden = !milliseconds;
  if (milliseconds) typingTimer = setTimeout(type, milliseconds, 0);
}

const isAway = $("opens");
if (isAway?.dateTime) {
  const day = new Date(isAway.dateTime);
  isAway.textContent = day.toLocaleString(document.documentElement.lang, { weekday: "long", hour: "numeric", minute: "2-digit" });
}

/* what the visitor does */

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 140)}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text) {
    const each = { id: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`, text };
    mine.unsent.push(each);
    keep();
    draft(each);
    log.scrollTop = log.scrollHeight;
    speak({ type: "text", ...each });
    if (!isUp() && !polling) say(words.offline);
    field.value = "";
    grow();
  }
  field.focus();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
field.addEventListener("input", () => {
  grow();
  if (Date.now() - lastTyped < 4000 || !shown.size) return;
  lastTyped = Date.now();
  speak({ type: "typing" });
});
person.addEventListener("click", () => {
  person.disabled = true;
  if (isUp() || polling) speak({ type: "person", id: `person-${Date.now()}` });
  else { person.disabled = false; say(words.offline); }
  field.focus();
});
rating.addEventListener("submit", (event) => {
  event.preventDefault();
  const facts = new FormData(rating);
  speak({ type: "rate", score: Number(facts.get("score")), comment: facts.get("comment") });
});
$("close").addEventListener("click", () => tell("close"));
$("file")?.addEventListener("change", async (event) => {
  const body = new FormData();
  [...event.target.files].forEach((file) => body.append("file", file));
  body.append("id", crypto.randomUUID?.() || String(Date.now()));
  event.target.value = "";
  say(words.uploading);
  try { await ask({ method: "POST", body }); if (banner.textContent === words.uploading) say(""); } catch { say(words.offline); }
  field.focus();
});

// a dialog: Escape closes, Tab stays inside
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell("close");
  if (event.key !== "Tab") return;
  const stops = [...document.querySelectorAll("button, textarea, input, a[href], [tabindex='0']")]
    .filter((element) => !element.disabled && element.offsetParent && (element.type !== "radio" || element.checked || !document.querySelector("[name=score]:checked")));
  const end = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== end) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
});
document.addEventListener("visibilitychange", () => { if (isOpen && !document.hidden) see(); });
window.addEventListener("offline", () => say(words.offline));
window.addEventListener("online", () => { tries = 0; socket?.close(); connect(); });
window.addEventListener("pagehide", () => socket?.close());
setInterval(() => { if (isUp()) socket.send('{"type":"ping"}'); }, 50000);
if (!isFramed) start();
