// Narrows, sorts and shares the ledger. The table is whole without it; the script only takes rows out and reorders them.
const FACETS = { source: "Source", topics: "Topic", measure: "Measure", kind: "Kind", verdict: "Verdict", speaker: "Speaker", chapter: "Page" };
const LISTS = new Set(["topics", "chapter"]); // several values in one row
const SEVERITY = ["contradicted", "garbled", "inconsistent", "imprecise", "unverified", "confirmed"];
const MANY = 500; // beyond so many, only
const AT_ONCE = 100; // rows are shown before a reader asks for more: a browser lays out thousands slowly
const figure = ({ figure }) => { const [unit, value] = figure.split(" "); return [unit, Number(value)]; };
const SORTS = {
  "": ["As in the sources", (a, b) => a.place - b.place],
  verdict: ["Verdict, worst first", (a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict) || a.place - b.place],
  figure: ["Figure, by unit, largest first", (a, b) => {
    const [[x, high], [y, low]] = [figure(a), figure(b)];
    return !x - !y || x.localeCompare(y) || low - high || a.place - b.place;
  }],
};

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const labelled = (label, control) => element("label", {}, element("span", { textContent: label }), control);
const choice = (name, options) => element("select", { name }, ...options.map(([value, textContent]) => element("option", { value, textContent })));

// The rows of the further pages of a ledger that is too large for one.
async function further(pages) {
  const texts = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  return texts.flatMap((html) => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("table.ledger tbody tr")]);
}

async function start() {
  const table = document.querySelector("table.ledger");
  const body = table.tBodies[0];
  const pages = (table.dataset.further ?? "").split(" ").filter(Boolean);
  const rows = [...body.rows, ...await further(pages)].map((row, place) => ({ row, place, text: row.textContent.toLowerCase(), ...row.dataset }));

  const form = element("form", { className: "tools", role: "search", ariaLabel: "Narrow the ledger" });
  form.append(labelled("Search", element("input", { type: "search", name: "q", autocomplete: "off" })));
  // On a phone the choices would take the whole first screen, so they wait behind one line.
  const facets = element("details", { open: matchMedia("(min-width: 46.01rem)").matches }, element("summary", { textContent: "Narrow and sort" }));
  const choices = element("div", { className: "choices" });
  facets.append(choices);
  for (const [name, label] of Object.entries(FACETS)) {
    const values = new Set(rows.flatMap((row) => (LISTS.has(name) ? row[name].split(" ") : [row[name]])).filter(Boolean));
    choices.append(labelled(label, choice(name, [["", "all"], ...[...values].sort().map((value) => [value, value.replaceAll("-", " ")])])));
  }
  choices.append(labelled("Sort", choice("sort", Object.entries(SORTS).map(([value, [label]]) => [value, label]))));
  form.append(facets);
  const status = document.getElementById("shown");
  const all = element("button", { type: "button", textContent: "Show all", hidden: true });
  const download = element("button", { type: "button", textContent: "CSV of this view" });
  form.append(element("div", { className: "row" }, status, all, download, element("button", { type: "reset", textContent: "Reset" })));
  status.classList.remove("said");
  table.before(form);

  const atOnce = rows.length > MANY ? AT_ONCE : rows.length;
  let view = rows; // the rows that fit, in the order chosen
  let shown = rows; // those of them that are on the page

  // Shows the rows that fit, and says how many; the state goes into the address, so that a view can be shared.
  function apply(limit = atOnce) {
    const state = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Object.keys(FACETS).filter((name) => state[name]);
    view = rows.filter((entry) => words.every((word) => entry.text.includes(word)) &&
      wanted.every((name) => (LISTS.has(name) ? entry[name].split(" ").includes(state[name]) : entry[name] === state[name])));
    const sort = state.sort ?? "";
    if (sort) view.sort(SORTS[sort][1]);
    const next = view.slice(0, limit);
    if (next.length !== shown.length || next.some((entry, place) => entry !== shown[place])) {
      body.replaceChildren(...next.map((entry) => entry.row)); // rows left out leave the page: hidden ones would slow it
      shown = next;
    }
    status.textContent = (view.length === rows.length ? `All ${view.length} claims` : `${view.length} of ${rows.length} claims`) +
      (next.length < view.length ? `, the first ${next.length} shown` : "");
    all.hidden = next.length === view.length;
    const query = new URLSearchParams(state).toString();
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  }

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
    if (name in FACETS || name === "sort") facets.open = true;
  }
  form.addEventListener("input", () => apply());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(() => apply()));
  all.addEventListener("click", () => apply(Infinity));
  apply(location.hash && !location.search ? Infinity : atOnce);

  // The published table, with the rows of this view in its order.
  download.addEventListener("click", async () => {
    const [head, ...lines] = (await (await fetch("ledger.csv")).text()).trimEnd().split("\n");
    const byId = new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line]));
    const text = [head, ...view.map((entry) => byId.get(entry.row.id)), ""].join("\n");
    const link = element("a", { download: "ledger-view.csv", href: URL.createObjectURL(new Blob([text], { type: "text/csv" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
start();
