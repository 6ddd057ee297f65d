// For pages of other sites that show an exhibit in a frame: gives each frame the height that its exhibit asks for.
addEventListener("message", ({ data, source }) => {
  if (!data?.exhibit || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
