// Opens a figure's evidence beside it. Without this script a figure is a plain link to its ledger entry.
const FIGURES = "a[data-claim], a[data-about]";
const aboutOf = (figure) => document.getElementById(figure.dataset.about || `about-${figure.dataset.claim}`);

document.addEventListener("click", (event) => {
  event.target.closest(".about .close")?.closest(".about").hidePopover();
  const figure = event.target.closest(FIGURES);
  const about = figure && aboutOf(figure);
  if (!about?.showPopover || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  about.showPopover();
  place(about, figure);
  about.focus({ preventScroll: true });
});

// Sphinx cancels the Escape key's default, which would have closed the popover; so it is closed here, first.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector(".about:popover-open")?.hidePopover();
}, true);

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

// Below the figure, or above it where there is no room; on a narrow screen the style sheet makes it a sheet.
function place(about, figure) {
  if (!matchMedia("(min-width: 46rem)").matches) return;
  const box = figure.getClientRects()[0];
  const below = box.bottom + about.offsetHeight + 16 < innerHeight || box.top < about.offsetHeight;
  about.style.left = `${Math.max(16, Math.min(box.left + scrollX, scrollX + innerWidth - about.offsetWidth - 32))}px`;
  about.style.top = `${scrollY + (below ? box.bottom + 8 : box.top - about.offsetHeight - 8)}px`;
}
