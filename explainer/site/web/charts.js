// Charts: the drawing in the page stays until the live chart stands in its place, and for good if that fails.
const { live } = document.querySelector("script[data-scripts]").dataset;
const LIVE = live && new URL(live, document.baseURI).href;
const FROM_DISK = location.protocol === "file:";
const NOT_LIVE = FROM_DISK ? _("Charts come alive where the site is served, not where it is opened from a disk.") : _("The interactive chart could not be loaded.");
let again = "";
if (LIVE) {
  for (const exhibit of document.querySelectorAll("figure.exhibit[data-spec]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: _("Explore") });
    const form = exhibit.querySelector("form.controls");
    if (!form?.querySelector("[type=range]")) exhibit.querySelector(".drawers .files").before(button); // sliders are offer enough
    const charts = [...exhibit.querySelectorAll(".chart")];
    const result = exhibit.querySelector(".result");
    const words = result?.textContent;
    let started, alive, moved = false; // whether the form says other than it did at first
    const start = async (focus, changed = moved) => {
      moved = changed;
      if (result && !alive) result.textContent = moved ? _("Loading…") : words; // not what other settings gave
      button.textContent = _("Loading…"); // the first takes seconds on a slow line
      const begun = started ??= import(LIVE + again).then(({ goLive }) => goLive(exhibit, button));
      const live = await begun.catch(() => null);
      button.textContent = _("Explore");
      if (live) {
        alive = true;
        exhibit.querySelector(".drawers [role=status]")?.remove(); // of an earlier try
        if (focus) live.focus();
        return;
      }
      if (started === begun) started = undefined; // it may be had the next time, by another address lest a browser remember
      again = `?${performance.now()}`;
      if (result && moved) result.textContent = `${NOT_LIVE} ${_("The drawing shows the first settings.")}`;
      if (exhibit.querySelector(".drawers [role=status]")) return;
      button.hidden = true;
      const said = Object.assign(document.createElement("p"), { textContent: `${NOT_LIVE} ${_("The drawing and the table are complete.")}` });
      said.setAttribute("role", "status");
      exhibit.querySelector(".drawers").append(said);
    };
    for (const chart of charts) {
      for (const reach of ["pointerenter", "touchstart"]) chart.addEventListener(reach, () => start(), { once: true, passive: true });
    }
    button.addEventListener("click", () => start(true));
    if (form) change(form, start);
  }
}

// What a reader changes in an exhibit goes into the page's address, and comes back from it; the chart follows once it is live.
function change(form, start) {
  const controls = [...form.elements].filter((control) => control.name);
  const byDefault = new Map(new FormData(form));
  const print = () => {
    for (const { type, value, dataset, id } of controls) {
      if (type === "range") form.querySelector(`output[for=${id}]`).textContent = `${dataset.before}${Number(value).toLocaleString(document.documentElement.lang, { useGrouping: "always" })}${dataset.after}`;
    }
  };
  function keep() {
    print();
    const query = new URLSearchParams(location.search);
    for (const [name, value] of new FormData(form)) {
      if (value === byDefault.get(name)) query.delete(name); else query.set(name, value);
    }
    const place = query.size ? `?${query}#${form.closest("figure").id}` : location.hash;
    try { history.replaceState(null, "", location.pathname + place); } catch { /* a file on disk keeps its address */ }
    const link = form.querySelector(".share a");
    if (link) link.href = location.href;
    start(false, controls.some(({ name }) => new FormData(form).get(name) !== byDefault.get(name)));
  }
  let shared = false;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!byDefault.has(name) || (form.elements[name].type === "range" && !(value && isFinite(value)))) continue;
    form.elements[name].value = value;
    shared = true;
  }
  if (shared) { print(); start(false, true); }
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(keep));
}
