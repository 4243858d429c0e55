// The launcher on a business's site: one button, one frame from our host, one function `Lumen`.
(() => {
  const script = document.currentScript;
  const [, host, key] = /^(https?:\/\/[^/]+)\/w\/([\w-]+)\.js/.exec(script?.src) || [];
  const id = `lumen-${key}`;
  if (!key || document.getElementById(id)) return;
  const config = { ...window.lumenWidgets?.[key], ...script.dataset };
  const store = `lumen:${key}`;
  const early = window.Lumen?.q || [];
  const heard = {};
  let frame = null;
  let isReady = false;
  let isOpen = false;
  let waiting = [];

  const root = document.createElement("div");
  root.id = id;
  const shadow = root.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const side = config.position === "start" ? "inset-inline-start" : "inset-inline-end";
  sheet.replaceSync(`
    :host { all: initial; }
    button { position: fixed; inset-block-end: 20px; ${side}: 20px; z-index: 2147483000; inline-size: 56px; block-size: 56px;
      padding: 0; border: 0; border-radius: 50%; cursor: pointer; background: var(--c); color: var(--i);
      box-shadow: 0 2px 6px rgb(0 0 0 / .2), 0 8px 24px rgb(0 0 0 / .18); transition: transform .15s; }
    button:hover { transform: scale(1.05); }
    button:focus-visible { outline: 3px solid var(--c); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    svg { inline-size: 26px; block-size: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    b { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 20px; box-sizing: border-box; padding: 0 5px; border-radius: 10px;
      background: #b3261e; color: #fff; font: 600 12px/20px system-ui, sans-serif; }
    iframe { position: fixed; inset-block-end: 88px; ${side}: 20px; z-index: 2147483001; inline-size: min(384px, calc(100vw - 40px));
      block-size: min(640px, calc(100vh - 112px)); border: 0; border-radius: 16px; box-shadow: 0 4px 12px rgb(0 0 0 / .16), 0 16px 48px rgb(0 0 0 / .24); color-scheme: auto; }
    [hidden] { display: none; }
    @media (max-width: 480px) { iframe { inset: 0; inline-size: 100%; block-size: 100%; block-size: 100dvh; border-radius: 0; } }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }
    @media (forced-colors: active) { button, iframe { border: 1px solid ButtonText; } }
    @media print { :host { display: none; } }`);
  shadow.adoptedStyleSheets = [sheet];
  root.style.setProperty("--c", config.colour || "#4f46e5");
  root.style.setProperty("--i", config.ink || "#fff");

  const button = document.createElement("button");
  const badge = document.createElement("b");
  badge.hidden = true;
  badge.setAttribute("aria-hidden", "true");
  const draw = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(line);
    return svg;
  };
  const icons = [draw("M4 5h16v11H9l-5 4z"), draw("M6 9l6 6 6-6")];
  button.type = "button";
  button.append(icons[0], badge);
  shadow.append(button);

  const keep = (value) => { try { localStorage.setItem(store, value); } catch { /* blocked: forgotten with the page */ } };
  const kept = () => { try { return localStorage.getItem(store); } catch { return null; } };

  function name(unread) {
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 9 ? "9+" : unread;
    const words = isOpen ? config.close : config.open;
    button.setAttribute("aria-label", unread && !isOpen ? `${words}. ${config.unread}: ${unread}` : words);
    button.setAttribute("aria-expanded", isOpen);
  }

  function tell(type, facts) {
    const message = { lumen: key, type, ...facts };
    if (isReady) frame.contentWindow.postMessage(message, host);
    else waiting.push(message);
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = config.title || "Chat";
    frame.hidden = true;
    frame.src = `${host}/w/${key}/frame`;
    frame.addEventListener("load", () => frame.contentWindow.postMessage({ lumen: key, type: "hello" }, host));
    shadow.prepend(frame);
  }

  function show(open) {
    if (open === isOpen) return;
    load();
    isOpen = open;
    frame.hidden = !open;
    icons[open ? 0 : 1].replaceWith(icons[open ? 1 : 0]);
    name(0);
    tell(open ? "open" : "close");
    if (open) frame.focus();
    else button.focus();
    heard[open ? "open" : "close"]?.forEach((call) => call());
  }

  const calls = {
    open: () => show(true),
    close: () => show(false),
    toggle: () => show(!isOpen),
    identify(who) { load(); tell("identify", { claim: { ...who } }); },
    logout() { tell("logout"); },
    show() { button.hidden = false; },
    hide() { show(false); button.hidden = true; },
    on(what, call) { (heard[what] ||= []).push(call); },
  };

  // only our own frame, from our own host
  window.addEventListener("message", (event) => {
    const said = event.data;
    if (!frame || event.source !== frame.contentWindow || event.origin !== host || said?.lumen !== key) return;
    if (said.type === "ready") {
      isReady = true;
      waiting.splice(0).forEach((message) => frame.contentWindow.postMessage(message, host));
    }
    if (said.type === "close") show(false);
    if (said.type === "unread") {
      name(said.count);
      heard.unread?.forEach((call) => call(said.count));
    }
    if (said.type === "load") tell("loaded", { value: kept() });
    if (said.type === "save") keep(String(said.value).slice(0, 20000));
    if (said.type === "spoke") keep(kept() || "{}");
    if (said.type === "wrong") console.error(`Lumen: ${said.text}`);
    if (said.type === "identified") heard.identified?.forEach((call) => call(said.name));
  });
  button.addEventListener("click", () => show(!isOpen));
  shadow.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });

  window.Lumen = (what, ...rest) => {
    if (Object.hasOwn(calls, what)) return calls[what](...rest);
    console.error(`Lumen: there is no "${what}". There are: ${Object.keys(calls).join(", ")}.`);
  };
  const begin = () => {
    document.body.append(root);
    name(0);
    // somebody who wrote before hears of answers; for others nothing more is loaded yet
    if (kept()) load();
    early.forEach((call) => window.Lumen(...call));
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
