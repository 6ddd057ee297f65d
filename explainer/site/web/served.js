// Of `make serve` alone: loads a page again when it is built again, and shows what a failed build said.
new WebSocket(`ws://${location.host}/websocket-reload`).onmessage = () => location.reload();
fetch("/served.txt", { cache: "no-store" }).then(async (answer) => {
  const said = await answer.text();
  if (!answer.ok || !said) return;
  const note = document.createElement("pre");
  note.role = "alert";
  note.textContent = `The book is not built:\n${said}`;
  note.style.cssText = "position: fixed; inset: auto 0 0; z-index: 9; max-height: 60vh; overflow: auto; margin: 0;"
    + " padding: 1rem 1.5rem; background: #7a1d05; color: #fff; font: 0.9rem/1.5 monospace; white-space: pre-wrap;";
  document.body.append(note);
});
