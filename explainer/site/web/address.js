// Keeps a form's state in the address, so that a view can be shared: takes it from there, and applies it after each change.
// Returns what applies it once more.
function keepInAddress(form, apply) {
  const update = () => {
    const state = [...new FormData(form)].filter(([, value]) => value);
    apply(state);
    const query = new URLSearchParams(state).toString();
    try { history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`); } catch { /* a file on disk keeps its address */ }
  };
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    const before = field?.value;
    if (field) field.value = value;
    if (field?.selectedIndex < 0) field.value = before; // no choice of that name
  }
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(update));
  update();
  form.dataset.ready = "";
  return update;
}
