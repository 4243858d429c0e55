// Shows how much of an upload is sent, and makes the form ready for the next files.
const form = document.querySelector("[data-upload]");
const bar = form?.querySelector("progress");

form?.addEventListener("htmx:beforeRequest", () => {
  bar.value = 0;
  bar.hidden = false;
});

form?.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total } = event.detail;
  if (total) bar.value = (100 * loaded) / total;
});

form?.addEventListener("htmx:afterRequest", () => {
  bar.hidden = true;
  form.reset();
});
