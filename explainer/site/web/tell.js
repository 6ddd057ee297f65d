// Where a page says how to tell of a mistake, so does each exhibit and what opens at a figure, and names it.
const telling = document.querySelector("a.tell");
function tell(where) {
  const link = telling.cloneNode(true);
  link.href += `&where=${where}`;
  return link;
}
for (const about of document.querySelectorAll(".about")) about.append(tell(about.id.replace("about-", "")));
for (const exhibit of document.querySelectorAll("figure.exhibit")) exhibit.querySelector(".files")?.append(" · ", tell(exhibit.id));
for (const row of document.querySelectorAll(".entries tr[id], .values tr[id]")) row.lastElementChild.append(" ", tell(row.id));
