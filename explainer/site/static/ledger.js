// Narrows, sorts and shares the ledger. The table is whole without it; the script only takes rows out and reorders them.
const LISTS = new Set(["topics", "chapter"]); // several values in one row
const SEVERITY = ["contradicted", "garbled", "inconsistent", "imprecise", "unverified", "confirmed"];
const MANY = 500; // beyond so many, only
const AT_ONCE = 100; // rows are shown before a reader asks for more: a browser lays out thousands slowly
const figure = ({ figure }) => { const [unit, value] = figure.split(" "); return [unit, Number(value)]; };
const SORTS = {
  verdict: (a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict) || a.place - b.place,
  figure: (a, b) => {
    const [[x, high], [y, low]] = [figure(a), figure(b)];
    return !x - !y || x.localeCompare(y) || low - high || a.place - b.place;
  },
};

// The rows of the further pages of a ledger that is too large for one.
async function further(pages) {
  const texts = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  return texts.flatMap((html) => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("table.ledger tbody tr")]);
}

async function start() {
  const table = document.querySelector("table.ledger");
  const body = table.tBodies[0];
  const pages = (table.dataset.further ?? "").split(" ").filter(Boolean);
  const rows = [...body.rows, ...await further(pages)].map((row, place) => ({ row, place, ...row.dataset }));
  const text = (entry) => (entry.text ??= entry.row.textContent.toLowerCase()); // read in spare moments, or when a reader searches

  const form = document.querySelector("form.tools");
  const [status, all, download] = ["#shown", "button.all", "button.csv"].map((name) => form.querySelector(name));
  const facets = [...form.querySelectorAll(".choices select:not([name=sort])")].map((select) => select.name);

  const atOnce = rows.length > MANY ? AT_ONCE : rows.length;
  let view = rows; // the rows that fit, in the order chosen
  let shown = rows; // those of them that are on the page

  // Shows the rows that fit, and says how many; the state goes into the address, so that a view can be shared.
  function apply(limit = atOnce) {
    const state = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = facets.filter((name) => state[name]);
    view = rows.filter((entry) => words.every((word) => text(entry).includes(word)) &&
      wanted.every((name) => (LISTS.has(name) ? entry[name].split(" ").includes(state[name]) : entry[name] === state[name])));
    const sort = state.sort ?? "";
    if (sort) view.sort(SORTS[sort]);
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
  }
  form.addEventListener("input", () => apply());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(() => apply()));
  all.addEventListener("click", () => apply(Infinity));
  apply(location.hash && !location.search ? Infinity : atOnce);
  form.dataset.ready = "";

  let read = 0;
  window.requestIdleCallback?.(function ahead(idle) { // so that the first search does not have all to read
    while (read < rows.length && idle.timeRemaining() > 4) text(rows[read++]);
    if (read < rows.length) requestIdleCallback(ahead);
  });

  // The published table, with the rows of this view in its order.
  download.addEventListener("click", async () => {
    const [head, ...lines] = (await (await fetch("ledger.csv")).text()).trimEnd().split("\n");
    const byId = new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line]));
    const text = [head, ...view.map((entry) => byId.get(entry.row.id)), ""].join("\n");
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = Object.assign(document.createElement("a"), { download: "ledger-view.csv", href });
    link.click();
    URL.revokeObjectURL(href);
  });
}
start();
