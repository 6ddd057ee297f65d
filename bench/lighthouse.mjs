// Measures a page in the browser that listens on a port, and prints the report: node lighthouse.mjs URL PORT
// Lighthouse's own command line would stay for four seconds after each run, until its connections time out.
import lighthouse from "lighthouse";

const [url, port] = process.argv.slice(2);
const result = await lighthouse(url, {
  port: Number(port),
  output: "json",
  logLevel: "error",
  onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
  // Lighthouse keeps what a page has stored, though it empties the cache: no reader ever comes like that. Each run is to be
  // a first visit.
  clearStorageTypes: ["file_systems", "shader_cache", "service_workers", "cache_storage", "local_storage"],
  disableFullPageScreenshot: true, // a second of every run, and no measure
});
process.stdout.write(result.report, () => process.exit());
