// Narrows, sorts and shares the ledger. The table is whole without it; the script only hides and reorders rows.
const table = document.querySelector("table.ledger");
const body = table.tBodies[0];
const rows = [...body.rows].map((row, place) => ({ row, place, text: row.textContent.toLowerCase(), ...row.dataset }));
const FACETS = { source: "Source", topics: "Topic", measure: "Measure", kind: "Kind", verdict: "Verdict", speaker: "Speaker", chapter: "Page" };
const LISTS = new Set(["topics", "chapter"]); // several values in one row
const SEVERITY = ["contradicted", "garbled", "inconsistent", "imprecise", "unverified", "confirmed"];
const figure = (row) => { const [unit, value] = row.figure.split(" "); return [unit ?? "~", -value || 0]; };
const SORTS = {
  "": ["As in the sources", (a, b) => a.place - b.place],
  verdict: ["Verdict, worst first", (a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict) || a.place - b.place],
  figure: ["Figure, by unit, largest first", (a, b) => {
    const [x, y] = [figure(a), figure(b)];
    return (!a.figure - !b.figure) || x[0].localeCompare(y[0]) || x[1] - y[1] || a.place - b.place;
  }],
};

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const labelled = (label, control) => element("label", {}, element("span", { textContent: label }), control);
const choice = (name, options) => element("select", { name }, ...options.map(([value, textContent]) => element("option", { value, textContent })));

const form = element("form", { className: "tools", role: "search", ariaLabel: "Narrow the ledger" });
form.append(labelled("Search", element("input", { type: "search", name: "q", autocomplete: "off" })));
for (const [name, label] of Object.entries(FACETS)) {
  const values = new Set(rows.flatMap((row) => (LISTS.has(name) ? row[name].split(" ") : [row[name]])).filter(Boolean));
  form.append(labelled(label, choice(name, [["", "all"], ...[...values].sort().map((value) => [value, value.replaceAll("-", " ")])])));
}
form.append(labelled("Sort", choice("sort", Object.entries(SORTS).map(([value, [label]]) => [value, label]))));
const shown = document.getElementById("shown");
const download = element("button", { type: "button", textContent: "CSV of this view" });
form.append(element("div", { className: "row" }, shown, download, element("button", { type: "reset", textContent: "Reset" })));
shown.classList.remove("said");
table.before(form);

// Shows the rows that fit, and says how many; the state goes into the address, so that a view can be shared.
function apply() {
  const state = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.keys(FACETS).filter((name) => state[name]);
  let count = 0;
  for (const entry of rows) {
    const fits = words.every((word) => entry.text.includes(word)) &&
      wanted.every((name) => (LISTS.has(name) ? entry[name].split(" ").includes(state[name]) : entry[name] === state[name]));
    if (entry.row.hidden === fits) entry.row.hidden = !fits;
    count += fits;
  }
  if ((state.sort ?? "") !== apply.sorted) {
    body.append(...[...rows].sort(SORTS[state.sort ?? ""][1]).map((entry) => entry.row));
    apply.sorted = state.sort ?? "";
  }
  shown.textContent = count === rows.length ? `All ${count} claims` : `${count} of ${rows.length} claims`;
  const query = new URLSearchParams(state).toString();
  history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
}
apply.sorted = "";

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => requestAnimationFrame(apply));
apply();

// The published table, with the rows of this view in its order.
download.addEventListener("click", async () => {
  const [head, ...lines] = (await (await fetch("ledger.csv")).text()).trimEnd().split("\n");
  const byId = new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line]));
  const view = [...body.rows].filter((row) => !row.hidden).map((row) => byId.get(row.id));
  const link = element("a", { download: "ledger-view.csv", href: URL.createObjectURL(new Blob([`${[head, ...view].join("\n")}\n`], { type: "text/csv" })) });
  link.click();
  URL.revokeObjectURL(link.href);
});
