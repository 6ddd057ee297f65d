// Narrows, sorts and shares the ledger. The table is whole without it; the script only takes rows out and reorders them.
const LISTS = new Set(["topics", "chapter"]); // several values in one row
const figure = ({ figure }) => figure.split(" ").map(Number); // the unit's place in its table, and the value in it
const SORTS = {
  verdict: (a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict) || a.place - b.place,
  figure: (a, b) => {
    const [[x, high], [y, low]] = [figure(a), figure(b)];
    return !x - !y || x - y || low - high || a.place - b.place;
  },
};

const form = document.querySelector("form.tools");
const [status, download] = ["#shown", "button.csv"].map((name) => form.querySelector(name));
const facets = [...form.querySelectorAll(".choices select:not([name=sort])")].map((select) => select.name);
const severity = [...form.elements.verdict.options].map((option) => option.value); // worst first, as the page lists them
const body = document.querySelector("table.ledger").tBodies[0];
const rows = [...body.rows].map((row, place) => ({ row, place, text: row.textContent.toLowerCase(), ...row.dataset }));
let view = rows; // the rows that fit, in the order chosen

// The published table: its head, and its line for each claim. It is fetched when a reader searches, or takes a view along.
let table;
const SERVED = location.protocol !== "file:";
const published = () => (table ??= fetch("ledger.csv").then((answer) => (answer.ok ? answer.text() : Promise.reject(answer))).then((text) => {
  const [head, ...lines] = text.trimEnd().split("\n");
  return { head, lines: new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line])) };
}).catch((answer) => {
  table = undefined; // it may be had the next time
  throw answer;
}));

// Findings are not in the rows: they can be searched as soon as the published table is here, if it can be had.
let searched, lost;
async function readFindings() {
  status.ariaBusy = true; // more may be found yet
  try {
    const { lines } = await published();
    for (const entry of rows) entry.text += ` ${lines.get(entry.row.id)}`.toLowerCase();
    lost = false;
  } catch {
    lost = true;
  }
  update();
  if (lost) searched = undefined; // the next search tries again
  status.ariaBusy = false;
}

// Shows the rows that fit, and says how many.
function apply(state) {
  const chosen = Object.fromEntries(state);
  const words = (chosen.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) searched ??= readFindings();
  const wanted = facets.filter((name) => chosen[name]);
  const next = rows.filter((entry) => words.every((word) => entry.text.includes(word)) &&
    wanted.every((name) => (LISTS.has(name) ? entry[name].split(" ").includes(chosen[name]) : entry[name] === chosen[name])));
  if (chosen.sort) next.sort(SORTS[chosen.sort]);
  if (next.length !== view.length || next.some((entry, place) => entry !== view[place])) {
    body.replaceChildren(...next.map((entry) => entry.row)); // rows left out leave the page: hidden ones would slow it
    view = next;
  }
  const count = rows.length;
  const found = !view.length ? _("Nothing fits. Loosen a filter or reset.") : view.length === count
    ? ngettext("All %(count)s claim", "All %(count)s claims", count, { count })
    : ngettext("%(shown)s of %(count)s claim", "%(shown)s of %(count)s claims", count, { shown: view.length, count });
  status.textContent = !words.length || !lost ? found : SERVED
    ? _("%(found)s. Findings were not searched: the table could not be fetched.", { found })
    : _("%(found)s. Findings were not searched: that works where the site is served, not where it is opened from a disk.", { found });
}

const update = keepInAddress(form, apply);

// The published table, with the rows of this view in its order.
download.addEventListener("click", async () => {
  const fetched = await published().catch(() => null);
  if (!fetched) {
    status.textContent = SERVED ? _("No CSV of this view: the table could not be fetched.")
      : _("No CSV of this view: that works where the site is served, not where it is opened from a disk.");
    return;
  }
  const { head, lines } = fetched;
  const text = [head, ...view.map((entry) => lines.get(entry.row.id)), ""].join("\n");
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { download: "ledger-view.csv", href });
  link.click();
  URL.revokeObjectURL(href);
});
