// What an exhibit does on a page of its own, which other sites show in a frame: it takes the colours that its address asks
// for, tells the page around it how high it is, and shows there nothing but itself.
const root = document.documentElement;
const framed = window.parent !== window;
root.dataset.theme = new URLSearchParams(location.search).get("theme") ?? "";
root.dataset.framed = framed;
if (framed) {
  const tell = () => parent.postMessage({ exhibit: location.href, height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.body);
  addEventListener("message", ({ data }) => { if (data === "height") tell(); });
}
// Where the build did not know the site's address, what is to be pasted elsewhere has that under which it is read.
for (const code of document.querySelectorAll("[data-here]")) {
  code.textContent = code.textContent.replaceAll(code.dataset.here, new URL(code.dataset.here, document.baseURI).href);
}
