// Puts a reader's queries to the published database. It and SQLite are fetched with the first query, and stay in memory;
// the query stays in the address, so that it can be shared.
const SHOWN = 500; // rows of an answer: thousands would slow the page, and the CSV has them
const LARGE = 10000; // from which a number has its thousands apart: it is no year
const ADDRESS = 4000; // letters of a query that an address keeps: many servers refuse more than twice that
const LONG = 24; // letters of a cell: one with more may be broken into lines
const form = document.querySelector("#sql");
const region = document.querySelector("#answer");
const [status, fault, run] = ["[role=status]", "[role=alert]", "button:not([type])"].map((name) => form.querySelector(name));
const plain = (value) => (Math.abs(value) >= LARGE ? value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 20 }).replace("-", "−") : value ?? "");
const { sql: field, worked, stop, take } = form.elements;
const queries = [...document.querySelectorAll("[data-query]")].map((answer) => [answer.dataset.query, answer.previousElementSibling.textContent.trim()]);
let worker, busy, answer, own = ""; // the reader's query while a worked one stands in the field

worked.append(...[[_("a query of your own"), ""], ...queries].map(([title, sql]) => new Option(title, sql)));
worked.addEventListener("change", () => {
  if (!queries.some(([, sql]) => sql === field.value)) own = field.value;
  field.value = worked.value || own;
  say("");
});

function say(said, wrong = "") {
  [status.textContent, fault.textContent] = [said, wrong];
  [answer, region.hidden, take.hidden] = [undefined, true, true];
}

function rest() {
  busy = false;
  if (stop === document.activeElement) run.focus();
  stop.hidden = true;
}

function end() {
  worker?.terminate();
  worker = undefined;
  rest();
}

function ask() {
  const sql = field.value.trim();
  if (!sql) return say(_("There is no query yet."));
  const kept = `?${new URLSearchParams({ sql })}`;
  try { history.replaceState(null, "", location.pathname + (kept.length > ADDRESS ? "" : kept)); } catch { /* a file on disk keeps its address */ }
  if (FROM_DISK) return say("", _("Queries run where the site is served, not where it is opened from a disk."));
  if (busy) end(); // the newest counts
  say(worker ? _("Running…") : _("Loading…"));
  if (!worker) {
    worker = new Worker(form.dataset.worker);
    worker.onmessage = ({ data }) => { rest(); show(data); };
    worker.onerror = () => show({ lost: true });
  }
  const files = ["library", "wasm", "database"].map((name) => [name, new URL(form.dataset[name], document.baseURI).href]);
  worker.postMessage({ sql, ...Object.fromEntries(files) });
  busy = true;
  stop.hidden = false;
}

function show({ columns, rows, more, error, lost }) {
  if (lost) {
    end(); // it may be had the next time
    return say("", _("The database could not be loaded. Try again, or download it."));
  }
  if (error) return say("", _("SQLite says: %(error)s", { error }));
  const count = rows.length;
  const found = ngettext("%(count)s row", "%(count)s rows", count, { count });
  const shown = { count, shown: SHOWN };
  say(more ? _("The first %(count)s rows were read, and the first %(shown)s are shown.", shown)
    : count > SHOWN ? _("%(count)s rows, of which the first %(shown)s are shown; the CSV has all.", shown) : found);
  if (!columns.length) return;
  answer = [columns, ...rows];
  const kinds = columns.map((name, column) => {
    const cells = rows.map((row) => row[column]);
    return cells.every((cell) => cell === null || typeof cell === "number") ? "n" : cells.some((cell) => String(cell).length > LONG) ? "long" : "";
  });
  const line = (cells, tag) => {
    const row = document.createElement("tr");
    row.append(...cells.map((cell, column) => Object.assign(document.createElement(tag), { textContent: plain(cell), className: kinds[column] })));
    return row;
  };
  const table = document.createElement("table");
  Object.assign(table.createCaption(), { className: "said", textContent: status.textContent });
  table.createTHead().append(line(columns, "th"));
  for (const head of table.tHead.rows[0].cells) head.scope = "col";
  table.createTBody().append(...rows.slice(0, SHOWN).map((row) => line(row, "td")));
  region.replaceChildren(table);
  region.hidden = take.hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
field.addEventListener("input", () => { worked.value = ""; });
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
stop.addEventListener("click", () => {
  end();
  say(_("Stopped."));
});
take.addEventListener("click", () => {
  const bytes = (value) => (value instanceof Uint8Array ? [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("") : value);
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value ?? "");
  const text = answer.map((row) => `${row.map(bytes).map(cell).join(",")}\n`).join("");
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { download: "query.csv", href }).click();
  URL.revokeObjectURL(href);
});

const shared = new URLSearchParams(location.search).get("sql")?.trim();
if (shared) field.value = shared; else field.value ||= queries[0]?.[1] ?? ""; // a reader may be typing before this is here
worked.value = queries.find(([, sql]) => sql === field.value)?.[1] ?? "";
if (shared) ask();
