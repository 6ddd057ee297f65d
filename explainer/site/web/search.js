// Finds words and figures in the passages of search.json, which is fetched only where something is looked for.
const SHOWN = 30; // results at first
const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
const results = document.querySelector("#search-results");
const status = document.querySelector("#found");
const field = document.querySelector("form.search input");
if (query && !(field === document.activeElement && field.value)) field.value = query; // a reader may be typing before this is here

async function look() {
  status.textContent = _("Searching…");
  try {
    show((await (await fetch("search.json")).json()).map(scored).filter(({ score }) => score).sort((a, b) => b.score - a.score));
  } catch {
    status.textContent = _("The search could not be loaded. Try again, or look in the ledger.");
  }
}

// A term matches where a word begins; a figure, where it ends too: 1.4 is not in 1.42. A figure and its scale are one term, and
// so is what stands in quotation marks.
let terms;
function wanted() {
  const text = query.toLowerCase().replace(/(?:us)?\$ ?/g, "usd ").replace(/ per cent\b/g, " percent").replace(/(\d) %/g, "$1%")
    .replace(/(\d) ?bn?\b/g, "$1 billion").replace(/(\d) ?tn?\b/g, "$1 trillion").replace(/(\d)mn?\b/g, "$1 million");
  const parts = text.match(/"[^"]+"|[“„][^“”]+[“”]|(?:usd )?\d[\d.,]* (?:thousand|million|billion|trillion|percent|gw)\b|usd \d\S*|\S+/g) ?? [];
  return parts.map((part) => part.replace(/["“”„]/g, "").replace(/ percent$/, "%").replace(/[.,;:!?]+$/, "")).filter(Boolean).map((part) => {
    const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]").replace(/[ -]/g, "[-\\s]").replace(/%$/, "(?:%|\\s%|\\spercent)")
      .replace(/^\d{4,}$/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",?")); // 1382 is 1,382
    const begins = /^[\p{L}\p{N}]/u.test(part) ? "(?<![\\p{L}\\p{N}]|\\d[.,])" : "";
    return new RegExp(begins + escaped + (/\d$/.test(part) ? "(?![\\p{N}]|[.,]\\d)" : ""), "giu");
  });
}

function scored([address, heading, part, text, others]) {
  terms ??= wanted();
  const score = terms.map((term) => {
    const count = (words) => [...words.matchAll(term)].length;
    return 8 * Math.min(count(heading), 1) + Math.min(count(text), 3) + 2 * Math.min(count(others), 1);
  });
  const asked = query.toLowerCase(); // the id of a claim, or the whole of a heading
  const named = others.startsWith(`${asked} `) || heading.toLowerCase() === asked ? 100 : 0;
  return { address, heading, part, text, score: score.every(Boolean) && score.length ? named + score.reduce((a, b) => a + b) : 0 };
}

function show(found) {
  const [count, rest] = [found.length, found.length - SHOWN];
  status.textContent = count ? ngettext("%(count)s place with “%(words)s”", "%(count)s places with “%(words)s”", count, { count, words: query })
    : _("No places with “%(words)s”. All words must be met in one place: try fewer.", { words: query });
  const list = document.createElement("ul");
  list.className = "search";
  list.append(...found.slice(0, SHOWN).map(result));
  results.replaceChildren(list);
  if (found.length <= SHOWN) return;
  const more = Object.assign(document.createElement("button"), { type: "button", textContent: ngettext("Show the other %(count)s", "Show the other %(count)s", rest, { count: rest }) });
  more.addEventListener("click", () => {
    more.remove();
    list.append(...found.slice(SHOWN).map(result));
    list.children[SHOWN].querySelector("a").focus();
  });
  results.append(more);
}

function result({ address, heading, part, text }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: address });
  link.append(...marked(heading));
  const where = Object.assign(document.createElement("p"), { className: "quiet", textContent: part });
  const words = document.createElement("p");
  words.className = "context";
  words.append(...marked(excerpt(text)));
  item.append(link, where, words);
  return item;
}

// The first sentence that has most of the terms, whole; of a very long one, no more than lets it be judged.
function excerpt(text) {
  const sentences = text.match(/.+?[.?!]["”’]?(?=\s+[\p{Lu}“„\d]|$)|.+$/gsu) ?? [""];
  const hits = sentences.map((sentence) => terms.filter((term) => sentence.search(term) >= 0).length);
  const best = sentences[hits.indexOf(Math.max(...hits))].trim();
  return best.length > 320 ? `${best.slice(0, 320).replace(/\s\S*$/, "")} …` : best;
}

// Text with the terms in it marked.
function marked(text) {
  const spans = terms.flatMap((term) => [...text.matchAll(term)].map((match) => [match.index, match.index + match[0].length])).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done) continue;
    parts.push(text.slice(done, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) }));
    done = end;
  }
  return [...parts, text.slice(done)];
}

if (location.protocol === "file:") { // where no form may be sent either
  status.textContent = _("The search works where the site is served, not where it is opened from a disk.");
} else if (query) look();
