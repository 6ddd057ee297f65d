// What a page does beyond HTML: evidence opens beside its figure, colours can be chosen, and charts come alive on demand.
// Without this script a figure is a plain link to its ledger entry, colours follow the system and charts are drawings.

const FIGURES = "a[data-claim], a[data-about]";
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

// What a page offers to take along, and to tell of, comes when a reader reaches for anything.
const { later } = document.querySelector("script[data-scripts]").dataset;
const bring = () => {
  for (const sign of SIGNS) removeEventListener(sign, bring);
  for (const src of later.split(" ")) document.head.append(Object.assign(document.createElement("script"), { src }));
};
const SIGNS = ["pointermove", "touchstart", "keydown"];
if (later) for (const sign of SIGNS) addEventListener(sign, bring);
