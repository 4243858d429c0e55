// Hold the button or Alt+V and let go, or press once to begin and once to end; Escape gives up.
const HOLD_MS = 400;

export function pushToTalk(button, { isIdle, begin, finish, cancel }) {
  let pressed = 0;
  let wasIdle = true;
  const toggle = () => (isIdle() ? begin() : finish());
  const press = () => {
    wasIdle = isIdle();
    pressed = performance.now();
    if (wasIdle) begin();
  };
  const release = () => {
    const wasHeld = pressed && performance.now() - pressed > HOLD_MS;
    pressed = 0;
    if (wasHeld && wasIdle && !isIdle()) finish();
  };
  button.addEventListener("pointerdown", (event) => { if (event.button === 0) press(); });
  // also where the pointer has left the button meanwhile
  document.addEventListener("pointerup", () => { if (pressed) release(); });
  button.addEventListener("contextmenu", (event) => { if (event.pointerType === "touch") event.preventDefault(); });
  button.addEventListener("click", (event) => {
    // a click without a pointer comes from the keyboard
    if (event.detail === 0) toggle();
    else if (!wasIdle) finish();
  });
  const isKey = (event) => event.altKey && event.code === "KeyV" && !event.ctrlKey && !event.metaKey;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isIdle()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      cancel();
      return;
    }
    if (!isKey(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (event.repeat) return;
    press();
    if (!wasIdle) finish();
  }, true);
  document.addEventListener("keyup", (event) => { if (pressed && (event.code === "KeyV" || event.key === "Alt")) release(); }, true);
}
