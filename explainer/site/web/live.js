// Makes one exhibit's chart live. This follows Vega in the same file, which a page imports when a reader reaches for a chart.
const NARROW = matchMedia("(max-width: 60rem)");

export async function goLive(exhibit, button) {
  const specs = await (await fetch(new URL(exhibit.dataset.spec, document.baseURI))).json();
  const form = exhibit.querySelector("form.controls");
  let live = null;
  async function draw() {
    const side = exhibit.querySelector(".chart.wide").checkVisibility() ? "wide" : "narrow";
    const chart = exhibit.querySelector(`.chart.${side}`);
    const drawing = chart.querySelector("svg[role=img]");
    if (drawing.dataset.live) return;
    const place = document.createElement("div");
    // Laid out unseen over the drawing, so that nothing moves when the two change places.
    Object.assign(place.style, { position: "absolute", inset: "0", visibility: "hidden" });
    chart.append(place);
    await document.fonts.ready;
    const { view } = await window.vegaEmbed(place, specs[side], {
      actions: false, ast: true, renderer: "svg", defaultStyle: false, mode: "vega-lite",
      tooltip: { disableDefaultStyle: true, id: "vg-tooltip-element" },
    });
    const svg = place.querySelector("svg");
    const steps = svg.querySelector('[aria-roledescription="datum"]');
    svg.setAttribute("role", steps ? "group" : "img");
    const name = drawing.getAttribute("aria-label");
    svg.setAttribute("aria-label", steps ? `${name} ${_("Arrow keys go through the data points.")}` : name);
    svg.removeAttribute("aria-roledescription");
    drawing.dataset.live = "true";
    drawing.style.display = "none";
    Object.assign(place.style, { position: "", inset: "", visibility: "" });
    live = step(svg);
    if (form) follow(view, form, exhibit, svg);
  }
  await draw();
  NARROW.addEventListener("change", () => draw());
  button.hidden = false;
  return { focus: () => live.focus() };
}

// Gives the chart what its form says, and prints the result in words.
function follow(view, form, exhibit, svg) {
  const result = exhibit.querySelector(".result");
  const named = svg.getAttribute("aria-label");
  function apply() {
    for (const [name, value] of new FormData(form)) view.signal(name, isNaN(value) ? value : Number(value));
    view.run();
    const said = view.signal("said");
    if (result && result.textContent !== said) result.textContent = said;
    const moved = [...form.elements].some((field) => field.type === "range" && field.value !== field.defaultValue);
    svg.setAttribute("aria-label", moved ? said : named); // which says what is seen at the defaults
  }
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => requestAnimationFrame(apply));
  apply();
}

// Arrow keys, Home and End go through the marks that stand for data; each is read out and shows its tooltip.
function step(svg) {
  const marks = [...svg.querySelectorAll('[aria-roledescription="datum"]')];
  for (const other of svg.querySelectorAll("[role]")) if (!marks.includes(other)) other.removeAttribute("role");
  for (const other of svg.querySelectorAll("[aria-label], [aria-roledescription]")) {
    if (!marks.includes(other)) { other.removeAttribute("aria-label"); other.removeAttribute("aria-roledescription"); }
  }
  for (const mark of marks) {
    mark.setAttribute("role", "img");
    mark.removeAttribute("aria-roledescription");
    mark.tabIndex = -1;
  }
  let at = 0;
  if (marks[0]) marks[0].tabIndex = 0;
  const ask = (mark) => {
    const box = mark.getBoundingClientRect();
    const place = { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, pointerType: "mouse" };
    for (const type of ["pointerover", "pointermove"]) mark.dispatchEvent(new PointerEvent(type, place));
  };
  // Vega's tooltip stays when a key, a tap or scrolling takes the reader elsewhere.
  const hide = () => document.getElementById("vg-tooltip-element")?.classList.remove("visible");
  document.addEventListener("scroll", hide, { passive: true });
  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (!svg.contains(event.target)) hide();
  });
  // A finger leaves the mark at once that it asked; what it asked for stays.
  for (const leaves of ["pointerout", "mouseout"]) {
    svg.parentNode.addEventListener(leaves, (event) => { if (touched) event.stopPropagation(); }, { capture: true });
  }
  svg.addEventListener("keydown", (event) => {
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (event.key === "Escape") hide();
    if (next === undefined || !marks[next]) return;
    event.preventDefault();
    marks[at].tabIndex = -1;
    at = next;
    marks[at].tabIndex = 0;
    marks[at].focus();
  });
  svg.addEventListener("focusin", (event) => {
    const mark = marks.indexOf(event.target);
    if (mark < 0) return;
    at = mark;
    ask(marks[at]);
  });
  svg.addEventListener("click", (event) => { if (marks.includes(event.target)) ask(event.target); });
  svg.addEventListener("focusout", (event) => { if (marks.includes(event.target)) hide(); });
  return { focus: () => marks[at]?.focus() };
}
