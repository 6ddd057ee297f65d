// What a reader takes along from a page: its address down to a heading, a figure or a value, and how to cite it. It comes once
// a reader reaches for anything; all that it offers can be had from the page without it, by a longer way.
const copyable = Boolean(navigator.clipboard); // not over plain http, nor from every disk
async function copy(button, text) {
  const name = button.dataset.name ??= button.textContent;
  const done = await navigator.clipboard.writeText(text).then(() => _("Copied"), () => _("Not copied"));
  button.textContent = done;
  setTimeout(() => { button.textContent = name; }, 2000);
}
function offer(place, name, text) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: name });
  button.addEventListener("click", () => copy(button, text()));
  place.append(" ", button);
  return button;
}
const page = () => location.href.replace(/#.*/, "");
// A figure has no anchor, but its words have a place: the browser finds them by what stands before them. It sees no text that
// is only read out, nor past it; where nothing stands before a figure, its words may stand elsewhere first, and the place of
// its section or entry is all there is.
function fragment() {
  const figure = asked; // in book.js: the one that was opened
  const place = `${page()}#${figure.closest(":is(section, figure, li, tr)[id]")?.id ?? ""}`;
  const text = (node) => [...node.childNodes].map((child) => (child.nodeType === 3 ? child.data : child.matches(".said") ? "\n" : text(child))).join("");
  const range = document.createRange();
  range.setStart(figure.closest(":is(p, li, td, th, figcaption, dd)") ?? figure.parentNode, 0);
  range.setEndBefore(figure);
  const before = text(range.cloneContents()).split("\n").at(-1).trim().split(/\s+/).slice(-4).join(" ");
  const words = text(figure).split("\n")[0].trim();
  if (!before || !words) return place;
  const part = [`${before}-`, words].map((piece) => encodeURIComponent(piece).replace(/-(?=.)/g, "%2D"));
  return `${place}:~:text=${part.join(",")}`;
}
// Where the build did not know the site's address, a page is cited by that under which it is read.
for (const code of document.querySelectorAll('code[data-url=""]')) if (location.protocol !== "file:") code.textContent += `, ${page()}`;
if (copyable) {
  for (const about of document.querySelectorAll(".about")) offer(about.querySelector(":scope > p:last-of-type") ?? about, _("Copy link"), fragment);
  for (const link of document.querySelectorAll(".headerlink")) {
    link.addEventListener("click", () => navigator.clipboard.writeText(link.href).then(() => { link.title = _("Copied"); }, () => {}));
  }
  for (const code of document.querySelectorAll(".cite code")) offer(code.closest(":is(p, pre, details)"), _("Copy"), () => code.textContent);
  // A value on record is cited as its page is, with a title and an address of its own.
  const cited = document.querySelector(".take .cite code");
  const own = cited?.dataset.url || page();
  for (const row of document.querySelectorAll(".values tr[id]")) {
    const [whose, when, value] = [...row.cells].map((cell) => cell.textContent.trim());
    const title = `${row.closest(".series").querySelector("h2").firstChild.textContent} ${whose}, ${when}: ${value}`;
    offer(row.cells[4], _("Copy citation"), () => cited.textContent.replace(cited.dataset.title, title).replace(own, `${own}#${row.id}`));
  }
}
