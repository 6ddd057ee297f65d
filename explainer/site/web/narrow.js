// Narrows a list by the choices of its form. The list is whole without this script, which only hides what does not fit.
// A form names its list in `data-narrows`; an entry of the list (`data-entry`) carries for each select a `data-…` of that
// name, values parted by spaces; a group of entries (`data-group`) is hidden with the last of them, and one that can be
// closed stands open while the list is narrowed.
for (const form of document.querySelectorAll("form[data-narrows]")) {
  const list = document.getElementById(form.dataset.narrows);
  const entries = [...list.querySelectorAll("[data-entry]")];
  const groups = [...list.querySelectorAll("[data-group]")];
  const status = form.querySelector("[role=status]");
  const all = status.textContent;
  let narrowed = false;

  // A link to something in the list shows it, though a choice hides it; and shows it again once the list is narrowed.
  const arrive = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !list.contains(target)) return;
    if (target.closest("[hidden]")) form.reset();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (let drawer = target.closest("details"); drawer; drawer = drawer.parentElement.closest("details")) drawer.open = true;
      target.scrollIntoView({ behavior: "instant" });
    }));
  };

  keepInAddress(form, (wanted) => {
    for (const entry of entries) {
      entry.hidden = !wanted.every(([name, value]) => (entry.dataset[name] ?? "").split(" ").includes(value));
    }
    const before = narrowed;
    narrowed = wanted.length > 0;
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-entry]:not([hidden])");
      if (group.open !== undefined && narrowed !== before) group.open = narrowed; // one that an address opened stays so
    }
    const shown = entries.filter((entry) => !entry.hidden).length;
    status.textContent = !shown ? _("Nothing fits. Loosen a filter or reset.") : shown === entries.length ? all : _("%(shown)s of %(all)s", { shown, all: entries.length });
  });
  if (location.search) arrive();
  addEventListener("hashchange", arrive);
}
