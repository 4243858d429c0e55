// The order of rules by drag and drop; the arrow buttons do the same without a mouse.
const list = document.querySelector("[data-rule-order]");
const address = list?.dataset.ruleOrder;
let dragged = null;

function token() {
  return list.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}

async function save() {
  const body = new URLSearchParams([...list.querySelectorAll("[data-rule]")].map((row) => ["ids", row.dataset.rule]));
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
  if (!answer.ok) window.location.reload();
}

if (address) {
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-rule]");
    dragged?.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-rule]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged = null;
    save();
  });
}
