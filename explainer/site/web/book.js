// What a page does beyond HTML: evidence opens beside its figure, colours can be chosen, and charts come alive on demand.
// Without this script a figure is a plain link to its ledger entry, colours follow the system and charts are drawings.

// What a script says, in the language of the page. The phrases stand here in English; where the book is in another language,
// assets.py puts those of its catalogue, and the rule of its plurals, before the script that says them.
function _(message, values = {}, form = 0) {
  const said = window.pageMessages?.[message]?.[form] ?? message;
  return said.replace(/%\((\w+)\)s/g, (whole, name) => values[name]);
}
function ngettext(one, many, number, values) {
  return window.pageMessages?.[one] ? _(one, values, window.pagePlural(number)) : _(number === 1 ? one : many, values);
}

const FIGURES = "a[data-claim], a[data-about]";
const { live } = document.querySelector("script[data-scripts]").dataset;
const LIVE = live && new URL(live, document.baseURI).href;
const aboutOf = (figure) => document.getElementById(figure.dataset.about || `about-${figure.dataset.claim}`);

let asked; // the figure that was opened last

document.addEventListener("click", (event) => {
  event.target.closest(".about .close")?.closest(".about").hidePopover();
  const figure = event.target.closest(FIGURES);
  const about = figure && aboutOf(figure);
  if (!about?.showPopover || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  asked = figure;
  about.showPopover({ source: figure }); // the tab key goes on from the figure, where a browser knows that
  place(about, figure);
  about.focus({ preventScroll: true });
});

// A figure that can open something says so, and whether it has.
function announce(figures, open) {
  for (const figure of figures) {
    if (!aboutOf(figure)?.showPopover) continue;
    figure.setAttribute("aria-haspopup", "dialog");
    figure.setAttribute("aria-expanded", open);
  }
}
announce(document.querySelectorAll(FIGURES), false);
document.addEventListener("toggle", ({ target, newState }) => {
  if (!target.matches?.(".about")) return;
  announce([...document.querySelectorAll(FIGURES)].filter((figure) => aboutOf(figure) === target), newState === "open");
}, true);
const opened = () => [...document.querySelectorAll(".about")].find((about) => about.showPopover && about.matches(":popover-open"));
addEventListener("beforeprint", () => opened()?.hidePopover()); // on paper it is a note
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return; // a phone hides and shows its own bars
  width = innerWidth;
  const about = opened();
  if (about && asked.getClientRects().length) place(about, asked);
});

// In the margin if the page has one there, else below the figure, or above it where there is no room below, or else where
// there is. On a narrow screen and on paper the style sheet heeds none of it.
function place(about, figure) {
  const put = (name, pixels) => about.style.setProperty(`--${name}`, pixels && `${pixels}px`);
  const box = figure.getClientRects()[0];
  const column = figure.closest("p")?.getBoundingClientRect();
  const page = document.querySelector("article").getBoundingClientRect();
  const margin = page.right - (column?.right ?? page.right);
  if (margin > 280) {
    put("width", Math.min(margin - 16, 320));
    put("left", scrollX + page.right - Math.min(margin - 16, 320));
    put("top", scrollY + Math.max(8, Math.min(box.top - 14, innerHeight - about.offsetHeight - 8)));
    return;
  }
  put("width", "");
  const { offsetHeight: height, offsetWidth } = about;
  const below = box.bottom + height + 16 < innerHeight;
  const above = box.top - height - 8 > 0;
  put("left", Math.max(16, Math.min(box.left + scrollX, scrollX + innerWidth - offsetWidth - 32)));
  put("top", scrollY + (below ? box.bottom + 8 : above ? box.top - height - 8 : Math.max(8, innerHeight - height - 8)));
}

// Fonts: on a first visit a page stays in those of the system, and the book's own are fetched for the next. To change them
// while it is read would lay out a long page anew, and move it.
if (document.documentElement.dataset.fonts === "late") {
  const sources = [...document.styleSheets[0].cssRules].map((rule) => rule.style?.getPropertyValue("src")).filter((source) => source?.startsWith("url"));
  Promise.all(sources.map((source) => new FontFace("Fetched", source).load())).then(() => { localStorage.fonts = "here"; }, () => {});
}

// On paper a page says where it was read, if its build did not know.
const read = document.querySelector(".on-paper span");
if (read && location.protocol !== "file:") read.textContent = ` · ${location.origin}${location.pathname}`;

// Colours: automatic, light or dark, kept in this browser if it lets us.
const theme = document.querySelector("button.theme");
const THEMES = { "": _("Colours: automatic"), light: _("Colours: light"), dark: _("Colours: dark") };
function colour(name) {
  document.documentElement.dataset.theme = name;
  theme.querySelector(".said").textContent = ` ${THEMES[name]}`;
  theme.title = THEMES[name];
}
theme.hidden = false;
colour(document.documentElement.dataset.theme ?? "");
theme.addEventListener("click", () => {
  const names = Object.keys(THEMES);
  const name = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
  colour(name);
  try { localStorage.theme = name; } catch { /* not kept, where storage is refused */ }
});

// Charts: the drawing in the page stays until the live chart stands in its place, and for good if that fails.
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
