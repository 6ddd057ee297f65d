// For pages of other sites that show an exhibit in a frame: gives each frame the height that its exhibit asks for.
const frames = () => [...document.querySelectorAll("iframe")];
addEventListener("message", ({ data, source }) => {
  if (!data?.exhibit || !(data.height > 0)) return;
  for (const frame of frames()) if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
for (const frame of frames()) frame.contentWindow?.postMessage("height", "*"); // one may have said it before this was here
