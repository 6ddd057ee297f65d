// Sphinx's index is one script; it is fetched only where something is looked for.
_ready(() => {
  const query = new URLSearchParams(location.search).get("q");
  document.querySelector("form.search input").value = query ?? "";
  if (location.protocol === "file:") { // where no form may be sent either
    document.querySelector("#search-results").textContent = "The search works where the site is served, not where it is opened from a disk.";
    return;
  }
  if (!query) return;
  const index = document.createElement("script");
  index.src = "searchindex.js";
  document.head.append(index);
});
